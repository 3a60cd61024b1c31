// The state of every target: desired state from Git, live state with one look for each environment.

import { targetsOf } from '../../documents/catalogue.ts';
import { observe } from '../../engine/observe.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { scopeOfEnvironment } from '../../reconciler/scope.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';
import { intentAsked, read } from '../converge/look.ts';
import type { Outside } from '../outside.ts';
import { targetStatus, type TargetStatus } from './target-status.ts';

type Reading = Pick<Outside, 'repository' | 'desired' | 'providers' | 'settings'>;

/** `remembered` is the newest converging of each target, as far as it is known. Sorted by target and region. */
export async function readStatus(
  outside: Reading,
  remembered: readonly Convergence[],
  signal: AbortSignal,
): Promise<readonly TargetStatus[]> {
  await outside.repository.fetch();
  const commit = await outside.repository.head(outside.settings.defaultBranch);
  if (commit === null) return [];
  const observed = await observeAll(outside, commit, signal);
  const catalogue = await outside.desired.catalogue(commit);
  const live = observed.filter(({ owned }) => owned).map(({ target }) => target);
  const targets = [...new Set([...targetsOf(catalogue), ...live])].sort();
  const rows: TargetStatus[] = [];
  for (const target of targets) {
    const asked = await read(outside, commit, target);
    const intent = intentAsked(asked);
    const last = remembered.find((entry) => entry.target === target && entry.intent === intent);
    const mine = observed.filter((seen) => seen.target === target);
    rows.push(
      ...targetStatus({ target, asked, intent, observed: mine, outcome: last?.outcome ?? null }),
    );
  }
  return rows;
}

async function observeAll(
  { desired, providers }: Reading,
  commit: string,
  signal: AbortSignal,
): Promise<readonly Observed[]> {
  const environments = await desired.environments(commit);
  const looks = environments.map(async ({ value }) => {
    const scope = scopeOfEnvironment(value);
    const seen = await observe(providers, { scope, wanted: [] }, signal);
    return seen.filter(({ target }) => splitTarget(target).environment === scope.environment);
  });
  return (await Promise.all(looks)).flat();
}
