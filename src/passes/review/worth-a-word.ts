// Whether a merge request that has no comment of ours yet is to get one.

import type { Condition, TargetProgress } from '../../plan/comment/review.ts';
import type { Change } from '../../ports/repository.ts';
import type { Program } from '../program.ts';

/**
 * A program that ships releases answers every merge request, so that nobody waits for it in vain; but not one that only
 * changes the inventory and concerns no target. The other program speaks only where it has something to do. What has a
 * comment keeps one that is true.
 */
export function worthAWord(
  { ships }: Pick<Program, 'ships'>,
  condition: Condition,
  changes: readonly Change[],
): boolean {
  switch (condition.state) {
    case 'invalid':
    case 'unknown':
      return true;
    case 'conflict':
      return ships;
    case 'planned':
      if (condition.targets.length > 0 || (condition.unseen ?? []).length > 0) return true;
      return ships && (condition.unchanged.length > 0 || !onlyInventory(changes));
    case 'merged':
      if (!ships) return condition.targets.some(somethingIsDone);
      return condition.targets.length > 0 || !onlyInventory(changes);
    case 'closed':
    case 'elsewhere':
      return false;
  }
}

/** Of a target that was as wished when the merge came, nothing is to be told. */
function somethingIsDone({ outcome, progress }: TargetProgress): boolean {
  const ended = outcome?.type === 'failed' || outcome?.type === 'held';
  return ended || progress.some(({ state }) => state !== 'done');
}

function onlyInventory(changes: readonly Change[]): boolean {
  return changes.length > 0 && changes.every(({ path }) => /^inventory\/[^/]+\.yml$/.test(path));
}
