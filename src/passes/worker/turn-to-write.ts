// A pass that has to wait for its turn, or for what the other program makes first, has not failed.

import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';
import type { PassResult } from '../pass.ts';

/**
 * Where the writes of a project and region are used up, the pass runs again when there are some, without back-off; where
 * what it needs is being provisioned, when that may be done.
 */
export async function untilItsTurn(
  work: () => Promise<PassResult>,
  clock: Clock,
): Promise<PassResult> {
  try {
    return await work();
  } catch (error) {
    const waitMs = turnMs(error) ?? provisioningMs(error);
    if (waitMs === null) throw error;
    return { again: new Date(clock.now().getTime() + waitMs) };
  }
}

/** Milliseconds until its turn, where that is all that is wrong. */
export function turnMs(error: unknown): number | null {
  const waits = error instanceof Failure && error.code === 'RUNWAY_RUNTIME_BUSY';
  return waits ? (error.retryAfterMs ?? 0) : null;
}

function provisioningMs(error: unknown): number | null {
  const waits = error instanceof Failure && error.code === 'RUNWAY_NOT_PROVISIONED';
  return waits ? error.retryAfterMs : null;
}
