// The state of every target: desired state from Git, live state with one look for each environment.

import type { Document } from '../../documents/document.ts';
import type { Environment } from '../../documents/generated/documents.ts';
import { observe } from '../../engine/observe.ts';
import { Failure } from '../../ports/failure.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { scopeOfEnvironment } from '../../documents/scope.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';
import { intentAsked, read } from '../converge/look.ts';
import { provisioningIn } from '../converge/progress.ts';
import type { Outside } from '../outside.ts';
import { targetStatus, type TargetStatus } from './target-status.ts';

type Reading = Pick<Outside, 'repository' | 'desired' | 'program' | 'providers' | 'settings'>;

/** `remembered` is the newest converging of each target, as far as it is known. Sorted by target and region. */
export async function readStatus(
  outside: Reading,
  remembered: readonly Convergence[],
  signal: AbortSignal,
): Promise<readonly TargetStatus[]> {
  await outside.repository.fetch();
  const commit = await outside.repository.head(outside.settings.defaultBranch);
  if (commit === null) return [];
  const catalogue = await outside.desired.catalogue(commit);
  const wanted = outside.program.targetsOf(catalogue);
  const named = [...wanted, ...remembered.map(({ target }) => target)];
  const environments = [
    ...(await outside.desired.environments(commit)),
    ...(await formerEnvironments(outside, commit, named)),
  ];
  const { observed, unseen } = await observeAll(outside, environments, signal);
  const live = observed.filter(({ owned }) => owned).map(({ target }) => target);
  // What ran there when it was last heard of may run there still.
  const hidden = remembered
    .filter(
      ({ target, outcome }) => unseenIn(unseen, target) !== null && outcome?.type !== 'removed',
    )
    .map(({ target }) => target);
  const targets = [...new Set([...wanted, ...live, ...hidden])].sort();
  const rows: TargetStatus[] = [];
  for (const target of targets) {
    const asked = await read(outside, commit, target);
    const intent = intentAsked(asked);
    const last = remembered.find((entry) => entry.target === target && entry.intent === intent);
    const mine = observed.filter((seen) => seen.target === target);
    const outcome = last?.outcome ?? null;
    const unreachable = unseenIn(unseen, target);
    const about = { target, asked, intent, outcome, unreachable, waits: waitsFor(last) };
    rows.push(...targetStatus({ ...about, observed: mine }));
  }
  return rows;
}

/**
 * Environments whose rules are gone or cannot be read at this commit, as they last were: what runs in them goes on
 * running, and people want to see it.
 */
async function formerEnvironments(
  outside: Reading,
  commit: Sha,
  targets: readonly Target[],
): Promise<readonly Document<Environment>[]> {
  const current = await outside.desired.environments(commit);
  const known = new Set(current.map(({ value }) => value.metadata.name));
  const names = new Set(targets.map((target) => splitTarget(target).environment));
  const former = await Promise.all(
    [...names].filter((name) => !known.has(name)).map((name) => lastRules(outside, commit, name)),
  );
  return former.filter((document) => document !== null);
}

async function lastRules(
  { repository, desired }: Reading,
  commit: Sha,
  environment: string,
): Promise<Document<Environment> | null> {
  const path = `environments/${environment}/environment.yml`;
  let at = commit;
  for (let step = 0; step < MOST_STEPS_BACK; step += 1) {
    const changed = await repository.lastChange(at, [path]);
    const before = changed === null ? null : await repository.parent(changed);
    if (before === null) return null;
    const file = await desired.file(before, path);
    if (file?.kind === 'Environment' && file.document !== null) return file.document;
    at = before;
  }
  return null;
}

const MOST_STEPS_BACK = 20;

interface Seen {
  readonly observed: readonly Observed[];
  /** Why an environment could not be looked at, by its name. */
  readonly unseen: ReadonlyMap<string, string>;
}

/** One environment that cannot be looked at hides no other. */
async function observeAll(
  { providers }: Reading,
  environments: readonly Document<Environment>[],
  signal: AbortSignal,
): Promise<Seen> {
  const unseen = new Map<string, string>();
  const looks = environments.map(async ({ value }) => {
    const scope = scopeOfEnvironment(value);
    try {
      const seen = await observe(providers, { scope, wanted: [] }, signal);
      return seen.filter(({ target }) => splitTarget(target).environment === scope.environment);
    } catch (error) {
      if (signal.aborted || !(error instanceof Failure)) throw error;
      unseen.set(scope.environment, error.message);
      return [];
    }
  });
  return { observed: (await Promise.all(looks)).flat(), unseen };
}

function unseenIn(unseen: ReadonlyMap<string, string>, target: Target): string | null {
  return unseen.get(splitTarget(target).environment) ?? null;
}

function waitsFor(last: Convergence | undefined): string | null {
  if (last === undefined || last.outcome !== null) return null;
  const line = provisioningIn(last.progress);
  return line === null ? null : `waits for its provisioning (${line.words})`;
}
