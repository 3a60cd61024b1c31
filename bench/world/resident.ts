// The resident bot's inside on a generated repository: real Git, real passes, everything else in memory.

import { createCalls } from '#runway/adapters/calls/calls.js';
import { createGitRepository } from '#runway/adapters/git/repository.js';
import { createMemoryVault } from '#runway/adapters/memory/vault.js';
import { createMemoryForge, type MemoryForge } from '#runway/adapters/memory/forge.js';
import { systemClock } from '#runway/cli/clock.js';
import { silentLog } from '#runway/cli/log.js';
import { createDesired } from '#runway/passes/desired.js';
import type { Outside } from '#runway/passes/outside.js';
import { reconciler } from '#runway/passes/programs/reconciler.js';
import type { Ledger } from '#runway/ports/ledger.js';
import type { Provider } from '#runway/ports/provider.js';
import type { Queue } from '#runway/ports/queue.js';
import type { Target } from '#runway/resources/address.js';
import { pathToFileURL } from 'node:url';
import { type GitTime, timedRepository } from './git-time.ts';
import { generatedProjects, generatedRegistry } from './projects.ts';
import { runningAt, standing } from './providers.ts';

export interface Resident {
  readonly outside: Outside;
  readonly forge: MemoryForge;
  readonly git: GitTime;
  readonly close: () => Promise<void>;
}

export interface ResidentWish {
  /** The forge's repository. */
  readonly bare: string;
  /** The mirror's folder. */
  readonly mirror: string;
  readonly queue: Queue;
  readonly ledger: Ledger;
  /** Left out: these targets run as the default branch has them. */
  readonly running: readonly Target[];
  readonly providers?: readonly Provider[];
}

const EMAIL = 'runway@acme.example';

/** Everything has been fetched. */
export async function openResident(wish: ResidentWish): Promise<Resident> {
  const opened = await createGitRepository({
    dir: wish.mirror,
    url: pathToFileURL(wish.bare).href,
    requests: 'refs/merge-requests/*/head',
    credentials: async () => ({ username: 'runway', password: '' }),
    committer: { name: 'Runway', email: EMAIL },
    log: silentLog,
    calls: createCalls({ clock: systemClock }),
  });
  const git = timedRepository(opened.repository);
  await git.repository.fetch();
  const main = await git.repository.head('main');
  if (main === null) throw new Error('the repository has no branch main');
  const desired = createDesired(git.repository);
  const forge = createMemoryForge({
    self: 'runway',
    defaultBranch: 'main',
    now: () => systemClock.now(),
    tip: () => main,
  });
  const running = await runningAt({ desired, program: reconciler }, main, wish.running);
  const outside: Outside = {
    program: reconciler,
    forge: forge.forge,
    projects: generatedProjects,
    repository: git.repository,
    branches: opened.branches,
    desired,
    registry: generatedRegistry,
    vault: createMemoryVault().vault,
    providers: wish.providers ?? [standing(running)],
    queue: wish.queue,
    ledger: wish.ledger,
    clock: systemClock,
    log: silentLog,
    settings: { defaultBranch: 'main', email: EMAIL },
  };
  return { outside, forge, git, close: opened.close };
}
