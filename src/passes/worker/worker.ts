// Takes due passes from the queue and runs them, several at a time, beside any number of other workers.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { laneOf } from '../../ports/lane.ts';
import type { Lease, PassName, Queue } from '../../ports/queue.ts';
import type { Pass } from '../pass.ts';
import { type Room, createPlaces } from './places.ts';
import { type EndedRun, type RunContext, run } from './run.ts';

/** Requests of other replicas are seen at the latest after this. */
const lookEveryMs = 1_000;

export interface WorkerOptions {
  readonly queue: Queue;
  readonly passes: Readonly<Record<PassName, Pass>>;
  readonly clock: Clock;
  readonly log: Log;
  /** How many run at the same time. */
  readonly room: Room;
  /** How long a key stays taken after the last sign of life, in milliseconds. */
  readonly leaseMs: number;
  /**
   * How long `drain` waits for runs before it cuts them short, in milliseconds; left out: 20 s. What does not heed
   * that either is left behind after a quarter of it more, and another worker takes it over.
   */
  readonly drainMs?: number;
  /** Told of every run that has ended; left out: nobody. */
  readonly observe?: (run: EndedRun) => void;
  /** Spreads the waits after failures; left out: Math.random. */
  readonly chance?: () => number;
}

export interface Worker {
  /** Begins to claim and run. */
  start(): void;
  /** Claims no more, lets runs end, cuts short what takes too long, and resolves. Safe to call twice. */
  drain(): Promise<void>;
  /** `stopping` from the call of `drain` on. */
  stage(): 'starting' | 'working' | 'stopping';
  /** Something was asked for: look now. */
  poke(): void;
}

export function createWorker(options: WorkerOptions): Worker {
  const { queue, clock, log } = options;
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  const places = createPlaces(options.room);
  const running = new Set<Promise<void>>();
  const stopRuns = new AbortController();
  const context: RunContext = {
    ...options,
    chance: options.chance ?? Math.random,
    stop: stopRuns.signal,
  };
  const draining = new AbortController();
  let wake = new AbortController();
  let loop: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (!draining.signal.aborted) {
      // Renewed before looking, so that a poke during the look is not lost.
      wake = new AbortController();
      const waitMs = await look();
      if (!draining.signal.aborted) await clock.sleep(waitMs, wake.signal);
    }
  }

  /** Fills the free places and says how long nothing new is expected. */
  async function look(): Promise<number> {
    try {
      while (!draining.signal.aborted) {
        const full = places.full();
        const lease = await queue.claim(owner, options.leaseMs, full);
        if (lease === null) return untilNextDue(await queue.nextDue(full));
        begin(lease);
      }
    } catch (error) {
      log.error('queue not readable', { error });
    }
    return lookEveryMs;
  }

  function begin(lease: Lease): void {
    const lane = laneOf(lease);
    places.take(lane);
    const ended = run(options.passes[lease.pass], lease, context).finally(() => {
      places.free(lane);
      running.delete(ended);
      wake.abort();
    });
    running.add(ended);
  }

  function untilNextDue(due: string | null): number {
    if (due === null) return lookEveryMs;
    return Math.min(lookEveryMs, Math.max(10, Date.parse(due) - clock.now().getTime()));
  }

  async function stop(): Promise<void> {
    draining.abort();
    wake.abort();
    await loop;
    const over = new AbortController();
    await Promise.race([Promise.all(running).finally(() => over.abort()), cutShort(over.signal)]);
  }

  async function cutShort(over: AbortSignal): Promise<void> {
    const patienceMs = options.drainMs ?? 20_000;
    await clock.sleep(patienceMs, over);
    if (over.aborted) return;
    stopRuns.abort(new Error('The bot is stopping.'));
    await clock.sleep(patienceMs / 4, over);
    if (!over.aborted) log.warn('passes left behind', { count: running.size });
  }

  return {
    start() {
      if (!draining.signal.aborted) loop ??= work();
    },
    drain: stop,
    stage() {
      if (draining.signal.aborted) return 'stopping';
      return loop === null ? 'starting' : 'working';
    },
    poke: () => wake.abort(),
  };
}
