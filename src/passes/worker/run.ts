// One run of one pass under its lease, from claim to settlement.

import { Failure } from '../../ports/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Lease, PassName, Queue } from '../../ports/queue.ts';
import { type TraceOrigin, inTrace, newTrace, originOf } from '../../ports/trace.ts';
import { refuseAbandoned } from './abandoned.ts';
import type { Pass } from '../pass.ts';
import { untilItsTurn } from './turn-to-write.ts';
import { verdict } from './verdict.ts';

/** How a run ended. `lost`: another worker has it, or may have it by now. `dead`: not again until somebody asks. */
export type RunOutcome = 'done' | 'failed' | 'dead' | 'lost';

export interface EndedRun {
  readonly pass: PassName;
  readonly outcome: RunOutcome;
  readonly origin: TraceOrigin;
  /** Milliseconds for which the pass was due before it was taken. */
  readonly waitedMs: number;
  /** Milliseconds from the claim to the record of how it ended. */
  readonly ms: number;
}

export interface RunContext {
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
  /** In [0, 1). */
  readonly chance: () => number;
  /** Told of every run that has ended. Left out: nobody. */
  readonly observe?: (run: EndedRun) => void;
  /** Aborts when the worker gives up waiting for its runs. */
  readonly stop: AbortSignal;
}

/**
 * Never rejects: what goes wrong is recorded, and a run that cannot be recorded is claimed again after its lease.
 * All that it does has the trace of what set it off.
 */
export function run(pass: Pass, lease: Lease, context: RunContext): Promise<void> {
  const trace = lease.trace ?? newTrace(lease.pass === 'watch' ? 'resync' : 'pass');
  return inTrace(trace, async () => {
    const began = context.clock.now().getTime();
    const outcome = await runOnce(pass, lease, context);
    const ms = context.clock.now().getTime() - began;
    const { pass: name, waitedMs } = lease;
    context.observe?.({ pass: name, outcome, origin: originOf(trace), waitedMs, ms });
  });
}

async function runOnce(pass: Pass, lease: Lease, context: RunContext): Promise<RunOutcome> {
  const log = context.log.with({ pass: lease.pass, key: lease.key, fence: lease.fence });
  const began = context.clock.now().getTime();
  const lost = new AbortController();
  const over = new AbortController();
  const beating = keepAlive(lease, { ...context, log }, { lost, over: over.signal });
  try {
    refuseAbandoned(lease);
    const signal = AbortSignal.any([lost.signal, context.stop]);
    const { again } = await untilItsTurn(() => pass(lease, signal), context.clock);
    if (lost.signal.aborted) return 'lost';
    const kept = await context.queue.complete(lease, again?.toISOString() ?? null);
    const ms = context.clock.now().getTime() - began;
    if (kept) log.info('pass done', { again: again?.toISOString() ?? null, ms });
    else log.warn('lease lost before the pass was recorded', { ms });
    return kept ? 'done' : 'lost';
  } catch (error) {
    if (lost.signal.aborted) return 'lost';
    return await recordFailure(error, lease, { ...context, log });
  } finally {
    over.abort();
    await beating;
  }
}

/** Prolongs the lease until the run is over; aborts `lost` when it is another's, or may be by now. */
async function keepAlive(
  lease: Lease,
  { queue, clock, log, leaseMs }: RunContext,
  { lost, over }: { readonly lost: AbortController; readonly over: AbortSignal },
): Promise<void> {
  let heldUntil = clock.now().getTime() + leaseMs;
  while (!over.aborted) {
    await clock.sleep(leaseMs / 3, over);
    if (over.aborted) return;
    const asked = clock.now().getTime();
    const held = await beat();
    if (held === true) heldUntil = asked + leaseMs;
    if (held === false || clock.now().getTime() >= heldUntil) {
      log.warn('lease lost');
      lost.abort(leaseLost(lease));
      return;
    }
  }

  /** Null: the store could not be asked, so the lease holds as long as it was promised. */
  async function beat(): Promise<boolean | null> {
    try {
      return await queue.heartbeat(lease, leaseMs);
    } catch (error) {
      log.warn('heartbeat failed', { error });
      return null;
    }
  }
}

function leaseLost({ pass, key }: Lease): Failure {
  return new Failure({
    code: 'RUNWAY_LEASE_LOST',
    message: `Another worker has taken over the ${pass} pass of ${key}.`,
    hint: 'Nothing to do: the other worker carries on.',
    retry: 'later',
  });
}

async function recordFailure(
  error: unknown,
  lease: Lease,
  context: RunContext,
): Promise<RunOutcome> {
  const { queue, clock, log } = context;
  const judged = verdict(error, lease.failures, context.chance());
  // Cut short by our own stopping: whoever runs next need not wait.
  const { words, waitMs } = context.stop.aborted
    ? { words: 'Cut short because the bot was stopping.', waitMs: 0 }
    : judged;
  const again = waitMs === null ? null : new Date(clock.now().getTime() + waitMs).toISOString();
  const fields = { error, failures: lease.failures + 1, again };
  if (again === null) log.error('pass dead', fields);
  else log.warn('pass failed', fields);
  try {
    if (!(await queue.fail(lease, words, again))) return 'lost';
  } catch (storeError) {
    log.error('failure of a pass not recorded', { error: storeError });
  }
  return again === null ? 'dead' : 'failed';
}
