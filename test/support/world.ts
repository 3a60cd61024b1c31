// A whole small world for one story: real Git, everything else in memory, time that moves when told.

import { join } from 'node:path';
import { createGitRepository } from '../../src/adapters/git/repository.ts';
import { createMemoryForge, type MemoryForge } from '../../src/adapters/memory/forge.ts';
import { createMemoryLedger } from '../../src/adapters/memory/ledger.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryVault, type MemoryVault } from '../../src/adapters/memory/vault.ts';
import { createSecretProvider } from '../../src/adapters/secret-manager/secret-manager.ts';
import { createMemoryRuntime } from '../../src/adapters/memory/runtime.ts';
import type { RuntimeControls } from '../../src/adapters/memory/runtime-world.ts';
import { createConverge } from '../../src/passes/converge/converge.ts';
import { createDesired } from '../../src/passes/desired.ts';
import type { Outside } from '../../src/passes/outside.ts';
import { createPromote } from '../../src/passes/promote/promote.ts';
import { reconciler } from '../../src/passes/programs/reconciler.ts';
import { createReview } from '../../src/passes/review/review.ts';
import type { Pass } from '../../src/passes/pass.ts';
import { createWatch } from '../../src/passes/watch/watch.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Sha } from '../../src/ports/forge.ts';
import type { PassName, Queue } from '../../src/ports/queue.ts';
import type { Target } from '../../src/resources/address.ts';
import { createOriginForTests, type TestOrigin } from '../adapters/git/origin.ts';
import { createStillClock, type StillClock } from './world/clock.ts';
import { usualFiles } from './world/documents.ts';
import { heard, noticed } from './world/events.ts';
import {
  createMemorySecrets,
  type MemorySecrets,
} from '../adapters/secret-manager/memory-secrets.ts';
import { createFaults, type Faults } from './world/faults.ts';
import { createImageCopies, type ImageCopies } from './world/images.ts';
import { createPeople, type Files, type People, type PeopleParts } from './world/people.ts';
import { type ProvisionerBeside, provisionerBeside } from './world/provisioner.ts';
import { quickly, tipIn } from './world/quick-git.ts';
import { completeDeployment } from './world/release.ts';
import { replaceable } from './world/replaceable.ts';
import { createRunner } from './world/runner.ts';
import { createServiceProject, type ServiceProject } from './world/service-project.ts';
import { createSights, type Sights } from './world/sights.ts';
import { notedCalls } from './calls.ts';

export interface WorldWish {
  /** Left out: nobody takes notes. */
  readonly log?: Log;
  /** Beside, or in place of, `usualFiles()`; null: without it. */
  readonly files?: Files;
  /** Versions of checkout in its registry; left out: 1.0.0, 1.1.0 and 1.2.0. */
  readonly versions?: readonly string[];
  /** What the default branch asks for at the start, and what has come about: version by target. */
  readonly serving?: Readonly<Record<Target, string>>;
  /** The provisioner runs beside the reconciler. */
  readonly provisioner?: boolean;
}

export interface World extends People, Sights {
  readonly clock: StillClock;
  readonly outside: Outside;
  readonly checkout: ServiceProject;
  readonly forge: MemoryForge;
  readonly runtime: RuntimeControls;
  readonly images: ImageCopies;
  readonly vault: MemoryVault;
  readonly secrets: MemorySecrets;
  readonly faults: Faults;
  readonly queue: Queue;
  readonly origin: TestOrigin;
  /** The second program; it runs where it is wished for. */
  readonly provisioner: ProvisionerBeside;
  /** The file of a target as the bot completes it; `rest` is appended, for instance overrides. */
  readonly file: (target: Target, version: string, rest?: string) => string;
  /** Runs passes until nothing is due within a minute. */
  readonly settle: () => Promise<void>;
  /** Lets this many milliseconds pass, with all passes that fall due. */
  readonly later: (ms: number) => Promise<void>;
  /** One run of one pass, with whatever it throws. */
  readonly run: (pass: PassName, key: string) => ReturnType<Pass>;
  /** The bot loses its database. */
  readonly forget: () => void;
  readonly remove: () => Promise<void>;
}

export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;

const RESYNC_MS = minutes(5);
const EMAIL = 'runway@acme.example';

export async function createWorld(wish: WorldWish = {}): Promise<World> {
  const origin = createOriginForTests();
  const checkout = createServiceProject('acme/checkout');
  for (const version of wish.versions ?? ['1.0.0', '1.1.0', '1.2.0']) checkout.push(version);
  const file: World['file'] = (target, version, rest = '') =>
    completeDeployment(checkout, target, version) + rest;
  const started = Object.entries(wish.serving ?? {}).map(([target, version]) => [
    `environments/${target}.yml`,
    file(target as Target, version),
  ]);
  const files: Files = { ...usualFiles(), ...Object.fromEntries(started), ...wish.files };
  origin.commit(Object.fromEntries(Object.entries(files).filter(([, text]) => text !== null)));
  origin.git('push', '-q', 'origin', 'HEAD:refs/heads/main');
  const world = await assemble(origin, { checkout, file, wish });
  const watch = { pass: 'watch', key: '*' } as const;
  if (started.length > 0) await world.queue.request([watch]);
  if (wish.provisioner === true) await world.provisioner.queue.request([watch]);
  await world.settle();
  return world;
}

async function assemble(
  origin: TestOrigin,
  { checkout, file, wish }: Pick<World, 'checkout' | 'file'> & { readonly wish: WorldWish },
): Promise<World> {
  const log = wish.log ?? silent;
  const clock = createStillClock();
  const faults = createFaults();
  const queue = createMemoryQueue(clock);
  let ledger = createMemoryLedger(clock);
  const forge = createMemoryForge({
    self: 'runway',
    defaultBranch: 'main',
    now: () => clock.now(),
    tip: (branch) => tipIn(origin.bare, branch),
    land: async ({ source }) => landIn(origin, source),
  });
  const mirror = join(origin.folder, 'mirror');
  const git = await createGitRepository({
    dir: mirror,
    url: origin.url,
    requests: 'refs/merge-requests/*/head',
    credentials: async () => ({ username: 'runway', password: '' }),
    committer: { name: 'Runway', email: EMAIL },
    log,
    calls: notedCalls(),
  });
  const repository = quickly(git.repository, { bare: origin.bare, mirror });
  const runtime = createMemoryRuntime({ clock });
  const images = createImageCopies(checkout.registry);
  const vault = createMemoryVault(() => clock.now());
  const secrets = createMemorySecrets();
  const copies = createSecretProvider({ ...secrets, vault: vault.vault, clock, log });
  const counted = faults.wrap('git', { fetch: () => repository.fetch() });
  const outside: Outside = {
    program: reconciler,
    forge: faults.wrap('forge', heard(forge.forge, queue)),
    projects: faults.wrap('projects', checkout.projects),
    repository: { ...repository, fetch: () => counted.fetch() },
    branches: faults.wrap('branches', noticed(git.branches, forge, queue)),
    desired: createDesired(repository),
    registry: faults.wrap('registry', checkout.registry),
    vault: faults.wrap('vault', vault.vault),
    providers: [
      faults.wrap('images', images.provider),
      faults.wrap('runtime', runtime),
      faults.wrap('secrets', copies),
    ],
    queue: faults.wrap('queue', queue),
    ledger: faults.wrap(
      'ledger',
      replaceable(() => ledger),
    ),
    clock,
    log,
    settings: { defaultBranch: 'main', email: EMAIL },
  };
  const passes = {
    review: createReview(outside),
    converge: createConverge(outside),
    promote: createPromote(outside),
    watch: createWatch(outside, { everyMs: RESYNC_MS }),
  };
  const provisioner = provisionerBeside(outside, {
    faults,
    runtime: runtime.world,
    everyMs: RESYNC_MS,
  });
  const works = wish.provisioner === true ? [{ queue, passes }, provisioner] : [{ queue, passes }];
  const runner = createRunner(works, clock);
  const tell: PeopleParts['tell'] = async (requests) => {
    for (const work of works) await work.queue.request(requests);
  };
  const now = (): number => clock.now().getTime();
  return {
    ...createPeople({ origin, forge, tell }),
    ...createSights({ origin, forge, runtime, ledger: outside.ledger }),
    clock,
    outside,
    checkout,
    forge,
    runtime: runtime.world,
    images,
    vault,
    secrets,
    faults,
    queue,
    origin,
    provisioner,
    file,
    settle: () => runner.until(now() + minutes(1)),
    async later(ms) {
      const end = now() + ms;
      await runner.until(end);
      clock.moveTo(end);
    },
    run: (pass, key) => passes[pass](leaseFor(pass, key), new AbortController().signal),
    forget() {
      ledger = createMemoryLedger(clock);
    },
    async remove() {
      await git.close();
      origin.remove();
    },
  };
}

function leaseFor(pass: PassName, key: string) {
  const requestedAt = new Date(0).toISOString();
  return {
    pass,
    key,
    owner: 'test',
    fence: 1,
    failures: 0,
    abandoned: 0,
    askedMsAgo: 0,
    waitedMs: 0,
    trace: null,
    requestedAt,
  };
}

/** A merge by the bot, as the forge does it. */
function landIn(origin: TestOrigin, source: string): Sha {
  origin.git(
    'fetch',
    '-q',
    'origin',
    'refs/heads/main',
    `+refs/heads/${source}:refs/remotes/origin/landing`,
  );
  origin.git('checkout', '-q', '--detach', 'refs/remotes/origin/main');
  origin.git('merge', '-q', '--no-ff', '-m', `Merge ${source}`, 'refs/remotes/origin/landing');
  origin.git('push', '-q', 'origin', 'HEAD:refs/heads/main');
  return origin.git('rev-parse', 'HEAD') as Sha;
}

const silent: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
};
