// One fixed branch per target, so that there is one merge request to update.

import { splitTarget, targetOf } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';

const PROMOTE = 'runway/promote/';
const RESTORE = 'runway/restore/';
const ROTATE = 'runway/rotate/';

export function promotionBranch(target: Target): string {
  return PROMOTE + target;
}

export function restoreBranch(target: Target): string {
  return RESTORE + target;
}

export function rotationBranch(target: Target): string {
  return ROTATE + target;
}

/** The receiving target of a promotion's branch, or null for any other branch. */
export function promotedTarget(branch: string): Target | null {
  return targetBehind(PROMOTE, branch);
}

/** The target whose secrets a branch rotates, or null for any other branch. */
export function rotatedTarget(branch: string): Target | null {
  return targetBehind(ROTATE, branch);
}

function targetBehind(prefix: string, branch: string): Target | null {
  if (!branch.startsWith(prefix)) return null;
  const { environment, workload } = splitTarget(branch.slice(prefix.length) as Target);
  const target = targetOf(environment, workload);
  const name = /^[a-z][a-z0-9-]*$/;
  const whole = prefix + target === branch && name.test(environment) && name.test(workload);
  return whole ? target : null;
}
