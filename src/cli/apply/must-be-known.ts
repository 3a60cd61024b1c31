// A slip in a target's name must not look like a target with nothing to do.

import type { Outside } from '../../passes/outside.ts';
import type { Target } from '../../resources/address.ts';
import { unknownTarget } from '../unknown-target.ts';

/** Throws where the default branch has no such environment or no such workload. */
export async function mustBeKnown(
  outside: Pick<Outside, 'repository' | 'desired' | 'settings'>,
  target: Target,
): Promise<void> {
  const { repository, desired, settings } = outside;
  const head = await repository.head(settings.defaultBranch);
  if (head === null) throw new Error(`the branch ${settings.defaultBranch} does not exist`);
  const { environment, workload } = await desired.target(head, target);
  if (environment !== null && workload !== null) return;
  const because = `${settings.defaultBranch} has no such environment or no such workload`;
  throw await unknownTarget(outside, { target, treeish: head, because });
}
