// The bot's worker: every pass, and how many of them run at a time.

import { createConverge } from '../../passes/converge/converge.ts';
import type { Outside } from '../../passes/outside.ts';
import { createPromote } from '../../passes/promote/promote.ts';
import { createReview } from '../../passes/review/review.ts';
import { createWatch } from '../../passes/watch/watch.ts';
import { createWorker, type Worker, type WorkerOptions } from '../../passes/worker/worker.ts';

/**
 * Passes mostly wait for others, and an image's copy holds its place for minutes: a hundred targets of one
 * environment must go at once for an apply to take no longer than its slowest target.
 * Reviews plan and render: more of them at once would only keep webhooks waiting for an answer.
 */
const ROOM = { lane: 128, reviews: 16, all: 384, always: 8 };
const LEASE_MS = 30_000;

/** Not started yet. `everyMs`: how long until everything is looked at again, in milliseconds. */
export function botWorker(
  outside: Outside,
  { everyMs, ...options }: { readonly everyMs: number } & Pick<WorkerOptions, 'observe'>,
): Worker {
  return createWorker({
    ...options,
    queue: outside.queue,
    passes: {
      review: createReview(outside),
      converge: createConverge(outside),
      promote: outside.program.ships ? createPromote(outside) : async () => ({ again: null }),
      watch: createWatch(outside, { everyMs }),
    },
    clock: outside.clock,
    log: outside.log,
    room: ROOM,
    leaseMs: LEASE_MS,
  });
}
