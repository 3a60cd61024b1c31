// What the forge's deployment record of a converging has to say.

import type { DeploymentState } from '../../ports/forge.ts';
import type { Convergence } from '../../ports/ledger.ts';

/**
 * Null: nothing of its own. A superseded one is closed when the next is told; a removal is no deployment until it has
 * come about, and one that fails leaves the environment as it was.
 */
export function deploymentState({ outcome, release }: Convergence): DeploymentState | null {
  if (outcome?.type === 'parked' || outcome?.type === 'removed') return 'stopped';
  if (release === null) return null;
  switch (outcome?.type) {
    case undefined:
      return 'running';
    case 'proven':
      return 'succeeded';
    case 'failed':
      return 'failed';
    case 'held':
      return 'canceled';
    case 'superseded':
      return null;
  }
}

/** The forge has not been told yet how this converging stands. */
export function untold(convergence: Convergence): boolean {
  const state = deploymentState(convergence);
  return state !== null && state !== convergence.recorded;
}
