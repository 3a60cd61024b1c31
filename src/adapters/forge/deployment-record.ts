// Which deployment record of ours to bring to a state, and which others end with that.

import type { Deployment, DeploymentState, Sha } from '../../ports/forge.ts';

export interface DeploymentRecord {
  readonly id: number;
  readonly commit: Sha;
  /** Null: a state that is none of ours. */
  readonly state: Exclude<DeploymentState, 'stopped'> | null;
}

/**
 * The record to bring to this state, or null when a new one is needed: what has ended stays as it ended, since what is
 * told now is another converging. Records come newest first.
 */
export function recordFor<R extends DeploymentRecord>(
  ours: readonly R[],
  { commit, first, state }: Pick<Deployment, 'commit' | 'first' | 'state'>,
): R | null {
  const same = ours.find((one) => one.commit === commit);
  const found = same ?? (first && state !== 'running' ? ours[0] : undefined);
  return found?.state === state || found?.state === 'running' ? found : null;
}
