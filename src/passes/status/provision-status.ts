// What each target is provisioned with, as one word: from Git, what is there, and what the bot remembers.

import { whatOf } from '../../plan/comment/provisioning.ts';
import type { Step } from '../../plan/plan.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { Target } from '../../resources/address.ts';
import { read } from '../converge/look.ts';
import type { Outside } from '../outside.ts';
import { lookAtTargets } from '../review/look/look-at-targets.ts';

export interface ProvisionStatus {
  readonly target: Target;
  readonly state: 'provisioned' | 'provisioning' | 'removing' | 'failed' | 'held' | 'unreachable';
  /** Why, or what is still to be done; empty when there is nothing to say. */
  readonly reason: string;
}

type Reading = Pick<Outside, 'repository' | 'desired' | 'program' | 'providers' | 'settings'>;

/** `remembered` is the newest converging of each target, as far as it is known. Sorted by target. */
export async function readProvisionStatus(
  outside: Reading,
  remembered: readonly Convergence[],
  signal: AbortSignal,
): Promise<readonly ProvisionStatus[]> {
  await outside.repository.fetch();
  const head = await outside.repository.head(outside.settings.defaultBranch);
  if (head === null) return [];
  const named = outside.program.targetsOf(await outside.desired.catalogue(head));
  const going = remembered.filter(({ outcome }) => outcome?.type !== 'removed');
  const targets = [...new Set([...named, ...going.map(({ target }) => target)])].sort();
  const looked = await lookAtTargets(outside, { base: head, tree: head, targets }, signal);
  const rows = targets.map(async (target): Promise<ProvisionStatus> => {
    const unseen = looked.unseen.find((one) => one.target === target);
    if (unseen !== undefined) return { target, state: 'unreachable', reason: unseen.reason };
    const asked = await read(outside, head, target);
    if (asked.type === 'unusable') {
      return { target, state: 'held', reason: asked.diagnostics[0]?.summary ?? '' };
    }
    if (looked.unchanged.includes(target)) return { target, state: 'provisioned', reason: '' };
    const last = remembered.find((one) => one.target === target)?.outcome;
    if (last?.type === 'failed') return { target, state: 'failed', reason: last.reason };
    const plan = looked.targets.find((one) => one.target === target)?.plan;
    const state = asked.type === 'removal' ? 'removing' : 'provisioning';
    return { target, state, reason: leftToDo(plan?.waves.flat() ?? []) };
  });
  return Promise.all(rows);
}

/** `1 image repository and 2 accounts: what was deployed to it is not removed yet`. */
function leftToDo(steps: readonly Step[]): string {
  const waits = steps.flatMap(({ standing }) =>
    standing.state === 'under way' ? standing.message : [],
  );
  const why = [...new Set(waits)].join(', ');
  return why === '' ? whatOf(steps) : `${whatOf(steps)}: ${why}`;
}
