// A pass that has to wait for its turn has not failed.

import type { Clock } from '../ports/clock.ts';
import { Failure } from '../ports/failure.ts';
import type { PassResult } from './pass.ts';

/** Where the writes of a project and region are used up, the pass runs again when there are some, without back-off. */
export async function untilItsTurn(
  work: () => Promise<PassResult>,
  clock: Clock,
): Promise<PassResult> {
  try {
    return await work();
  } catch (error) {
    const waitMs = turnMs(error);
    if (waitMs === null) throw error;
    return { again: new Date(clock.now().getTime() + waitMs) };
  }
}

/** Milliseconds until its turn, where that is all that is wrong. */
export function turnMs(error: unknown): number | null {
  const waits = error instanceof Failure && error.code === 'RUNWAY_RUNTIME_BUSY';
  return waits ? (error.retryAfterMs ?? 0) : null;
}
