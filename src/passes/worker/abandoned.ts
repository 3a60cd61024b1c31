// A pass that takes its process with it must not do so for ever.

import { Failure } from '../../ports/failure.ts';
import type { Lease } from '../../ports/queue.ts';
import { LONGEST_REST_MS } from '../../ports/retry-after.ts';

const MOST = 5;

/**
 * Throws before a run whose forerunners ended without a word: not the first time, since any process may die, but
 * from the second in a row on, so that the pass waits before it may do harm again; from the fifth on for a quarter
 * of an hour. Never for good: where a machine dies again and again, whatever runs there is cut off, and is to go on
 * by itself when the machine is well.
 * Everything else that ran in a process that died waits too, each for another time, and so gets away from the culprit.
 */
export function refuseAbandoned({ pass, key, abandoned }: Lease): void {
  if (abandoned < 2) return;
  throw new Failure({
    code: 'RUNWAY_PASS_ABANDONED',
    message: `The ${pass} pass of ${key} was cut off ${abandoned} times in a row: the bot died or stood still in the middle of it.`,
    hint: 'See what the bot said last before it ended, and whether it had too little memory.',
    retry: 'later',
    retryAfterMs: abandoned < MOST ? 0 : LONGEST_REST_MS,
  });
}
