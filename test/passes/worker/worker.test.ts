import { expect, test } from '@jest/globals';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import type { Room } from '../../../src/passes/worker/places.ts';
import { backoffMs } from '../../../src/passes/worker/backoff.ts';
import type { Pass } from '../../../src/passes/pass.ts';
import { type Worker, createWorker } from '../../../src/passes/worker/worker.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { PassKey, Queue } from '../../../src/ports/queue.ts';
import { canaries, readable } from '../../support/canaries.ts';

const silent: Log = { info() {}, warn() {}, error() {}, with: () => silent };
const key = { pass: 'review', key: '7' } as const;
const leaseMs = 30_000;

interface FakeClock extends Clock {
  /** Lets time pass and everything that was due happen. */
  advance(ms: number): Promise<void>;
}

function fakeClock(): FakeClock {
  let at = Date.parse('2026-01-01T00:00:00Z');
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => new Date(at),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { until: at + ms, wake: finish };
        function finish() {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', finish);
          resolve();
        }
        sleepers.add(sleeper);
        if (signal.aborted) finish();
        else signal.addEventListener('abort', finish, { once: true });
      }),
    async advance(ms) {
      const end = at + ms;
      await settled();
      while (at < end) {
        at = Math.min(end, ...[...sleepers].map(({ until }) => Math.max(until, at + 1)));
        for (const sleeper of sleepers) if (sleeper.until <= at) sleeper.wake();
        await settled();
      }
    },
  };
}

/** Everything here is in memory, so a few turns of the event loop settle it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
}

const none: Pass = async () => ({ again: null });
const few: Room = { lane: 2, reviews: 2, all: 4, always: 1 };

interface World {
  readonly clock: FakeClock;
  readonly queue: Queue;
  readonly worker: Worker;
}

function world(
  review: Pass,
  change: Partial<Queue> = {},
  { converge = none, room = few }: { converge?: Pass; room?: Room } = {},
): World {
  const clock = fakeClock();
  const queue = { ...createMemoryQueue(clock), ...change };
  const passes = { review, converge, promote: none, watch: none };
  const chance = () => 0.5;
  const worker = createWorker({
    queue,
    passes,
    clock,
    log: silent,
    room,
    leaseMs,
    drainMs: 5_000,
    chance,
  });
  worker.start();
  return { clock, queue, worker };
}

test('runs what is asked as soon as it is poked, and again when the pass wants', async () => {
  const runs: string[] = [];
  const { clock, queue, worker } = world(async () => {
    runs.push(clock.now().toISOString());
    return { again: runs.length === 1 ? new Date(clock.now().getTime() + 60_000) : null };
  });
  await settled();
  await queue.request([key]);
  worker.poke();
  await settled();
  expect(runs).toEqual(['2026-01-01T00:00:00.000Z']);

  await clock.advance(61_000);
  expect(runs).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z']);
  expect(await queue.list({ state: 'all' })).toEqual([]);
  await worker.drain();
});

test('sees within a second what another replica was asked for', async () => {
  let runs = 0;
  const { clock, queue, worker } = world(async () => {
    runs += 1;
    return { again: null };
  });
  await settled();
  await queue.request([key]);
  await clock.advance(1_000);

  expect(runs).toBe(1);
  await worker.drain();
});

test('runs no more at a time than it may', async () => {
  let running = 0;
  let most = 0;
  const { clock, queue, worker } = world(async () => {
    running += 1;
    most = Math.max(most, running);
    await clock.sleep(100, new AbortController().signal);
    running -= 1;
    return { again: null };
  });
  await queue.request(['1', '2', '3', '4', '5'].map((each) => ({ pass: 'review', key: each })));
  worker.poke();
  await clock.advance(2_000);

  expect(most).toBe(2);
  expect(await queue.list({ state: 'all' })).toEqual([]);
  await worker.drain();
});

const environments = (...names: readonly string[]) =>
  names.flatMap((name) =>
    Array.from({ length: 5 }, (_, each): PassKey => ({
      pass: 'converge',
      key: `${name}/w${each}`,
    })),
  );

test('passes of one environment that never end keep neither another environment nor reviews waiting', async () => {
  const done: string[] = [];
  const ended = async ({ key: text }: PassKey) => {
    done.push(text);
    return { again: null };
  };
  const { clock, queue, worker } = world(
    ended,
    {},
    {
      converge: async (lease, signal) => {
        if (lease.key.startsWith('dev/')) return ended(lease);
        await clock.sleep(3_600_000, signal);
        return { again: null };
      },
    },
  );
  await queue.request(environments('production'));
  await clock.advance(1_000);
  await queue.request([...environments('dev'), key]);
  await clock.advance(1_000);

  expect(done.toSorted()).toEqual(['7', 'dev/w0', 'dev/w1', 'dev/w2', 'dev/w3', 'dev/w4']);
  expect(await queue.list({ state: 'running' })).toHaveLength(few.lane);
  const drained = worker.drain();
  await clock.advance(5_000);
  await drained;
});

test('with all room taken by what never ends, every other lane still has its places', async () => {
  const room: Room = { lane: 3, reviews: 3, all: 6, always: 2 };
  const done: string[] = [];
  const { clock, queue, worker } = world(
    async (lease) => {
      done.push(lease.key);
      return { again: null };
    },
    {},
    {
      converge: async (_, signal) => {
        await clock.sleep(3_600_000, signal);
        return { again: null };
      },
      room,
    },
  );
  await queue.request(environments('production', 'staging'));
  await clock.advance(1_000);
  expect(await queue.list({ state: 'running' })).toHaveLength(room.all);
  await queue.request([...environments('dev'), key]);
  await clock.advance(1_000);

  expect(done).toEqual(['7']);
  expect(await queue.list({ state: 'running' })).toHaveLength(room.all + room.always);
  const drained = worker.drain();
  await clock.advance(5_000);
  await drained;
});

test('a full lane does not keep the worker busy', async () => {
  let looks = 0;
  const clock = fakeClock();
  const stored = createMemoryQueue(clock);
  const { worker, ...rest } = world(
    async (_, signal) => {
      await rest.clock.sleep(3_600_000, signal);
      return { again: null };
    },
    {
      ...stored,
      async claim(owner, ms, full) {
        looks += 1;
        return stored.claim(owner, ms, full);
      },
    },
  );
  await stored.request(['1', '2', '3', '4'].map((each) => ({ pass: 'review', key: each })));
  worker.poke();
  await rest.clock.advance(10_000);

  expect(looks).toBeLessThan(20);
  const drained = worker.drain();
  await rest.clock.advance(5_000);
  await drained;
});

test('what is cut off again and again runs again at once, then ever later, and is never given up', async () => {
  const starts: number[] = [];
  const { clock, queue, worker } = world(
    async (_, signal) => {
      starts.push(clock.now().getTime());
      await clock.sleep(3_600_000, signal);
      return { again: null };
    },
    {
      // The process stands still as far as the store can see.
      heartbeat: async () => {
        throw new Error('away');
      },
    },
  );
  await queue.request([key]);
  await clock.advance(1_800_000);

  const waits = starts.slice(1).map((at, index) => at - (starts[index] ?? 0) - leaseMs);
  expect(waits.map((ms) => Math.round(ms / 1_000))).toEqual([0, 3, 12, 45, 900]);
  expect(await queue.list({ state: 'waiting' })).toMatchObject([
    { ...key, lastError: expect.stringContaining('was cut off 6 times in a row') },
  ]);
  await worker.drain();
});

test('a long run keeps its lease', async () => {
  let runs = 0;
  const { clock, queue, worker } = world(async () => {
    runs += 1;
    await clock.sleep(leaseMs * 5, new AbortController().signal);
    return { again: null };
  });
  await queue.request([key]);
  worker.poke();
  await clock.advance(leaseMs * 5 + 1_000);

  expect(runs).toBe(1);
  expect(await queue.list({ state: 'all' })).toEqual([]);
  await worker.drain();
});

test('a run whose lease is lost is told to stop', async () => {
  const reasons: unknown[] = [];
  const { clock, queue, worker } = world(
    async (_, signal) => {
      await clock.sleep(leaseMs * 2, signal);
      reasons.push(signal.reason);
      return { again: null };
    },
    { heartbeat: async () => false },
  );
  await queue.request([key]);
  worker.poke();
  await clock.advance(leaseMs / 2);

  expect(reasons).toMatchObject([{ code: 'RUNWAY_LEASE_LOST' }]);
  await worker.drain();
});

test('a store that does not answer costs the lease only when it has run out', async () => {
  let stopped = false;
  const { clock, queue, worker } = world(
    async (_, signal) => {
      await clock.sleep(leaseMs * 2, signal);
      stopped = signal.aborted;
      return { again: null };
    },
    {
      heartbeat: async () => {
        throw new Error('away');
      },
    },
  );
  await queue.request([key]);
  worker.poke();
  await clock.advance(leaseMs - 1_000);
  expect(stopped).toBe(false);
  await clock.advance(2_000);
  expect(stopped).toBe(true);
  const drained = worker.drain();
  await clock.advance(5_000);
  await drained;
});

function failing(error: unknown): World {
  return world(async () => {
    throw error;
  });
}

const away = (retry: 'later' | 'never', retryAfterMs?: number) =>
  new Failure({
    code: 'RUNWAY_FORGE_UNREACHABLE',
    message: 'The forge is away.',
    hint: 'Wait.',
    retry,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

test('passing failures are tried again for as long as they last', async () => {
  const { clock, queue, worker } = failing(away('later'));
  await queue.request([key]);
  await clock.advance(3_600_000);

  const [found] = await queue.list({ state: 'waiting' });
  expect(found?.failures).toBeGreaterThan(15);
  expect(found?.lastError).toContain('The forge is away.');
  await worker.drain();
});

test('waits as long as the other side asked', async () => {
  const { clock, queue, worker } = failing(away('later', 120_000));
  await queue.request([key]);
  worker.poke();
  await settled();

  const [found] = await queue.list({ state: 'waiting' });
  const waitMs = Date.parse(found?.dueAt ?? '') - clock.now().getTime();
  expect(waitMs).toBeGreaterThanOrEqual(120_000);
  expect(waitMs).toBeLessThanOrEqual(132_000);
  await worker.drain();
});

test('what cannot go through is dead at once, with its message', async () => {
  const { queue, worker } = failing(away('never'));
  await queue.request([key]);
  worker.poke();
  await settled();

  expect(await queue.list({ state: 'dead' })).toMatchObject([
    { failures: 1, lastError: 'RUNWAY_FORGE_UNREACHABLE: The forge is away. Wait.' },
  ]);
  await worker.drain();
});

test('a bug of ours is tried eight times, then left for a person', async () => {
  const { clock, queue, worker } = failing(new TypeError('x is undefined'));
  await queue.request([key]);
  await clock.advance(3_600_000);

  expect(await queue.list({ state: 'dead' })).toMatchObject([
    { failures: 8, lastError: 'TypeError: x is undefined' },
  ]);
  await worker.drain();
});

test('what the queue remembers of a failure holds no secret', async () => {
  const planted = canaries();
  const words = planted.map((each) => each.words).join('\n');
  const failure = { code: 'RUNWAY_FORGE_REFUSED', hint: words, retry: 'never' } as const;
  for (const error of [new TypeError(words), words, new Failure({ ...failure, message: words })]) {
    const { queue, worker } = failing(error);
    await queue.request([key]);
    worker.poke();
    await settled();

    const [found] = await queue.list({ state: 'all' });
    expect(found?.lastError).toContain('[redacted]');
    expect(readable(found?.lastError ?? '', planted)).toEqual([]);
    await worker.drain();
  }
});

test('draining claims no more and lets runs finish', async () => {
  let finished = false;
  const { clock, queue, worker } = world(async () => {
    await clock.sleep(2_000, new AbortController().signal);
    finished = true;
    return { again: null };
  });
  await queue.request([key]);
  worker.poke();
  await settled();
  const drained = worker.drain();
  await queue.request([{ pass: 'review', key: '8' }]);
  await clock.advance(2_000);
  await drained;

  expect(finished).toBe(true);
  expect(await queue.list({ state: 'all' })).toMatchObject([{ key: '8', state: 'waiting' }]);
});

test('a run that outlasts the draining is cut short and due at once for the next worker', async () => {
  const { clock, queue, worker } = world(async (_, signal) => {
    await clock.sleep(leaseMs, signal);
    signal.throwIfAborted();
    return { again: null };
  });
  await queue.request([key]);
  worker.poke();
  await settled();
  const drained = worker.drain();
  await clock.advance(5_000);
  await drained;

  expect(await queue.claim('next', leaseMs, [])).toMatchObject(key);
});

test('a run that heeds nothing does not keep the draining from its end', async () => {
  const { clock, queue, worker } = world(() => new Promise(() => undefined));
  await queue.request([key]);
  worker.poke();
  await settled();
  const drained = worker.drain();
  await clock.advance(6_250);
  await drained;

  expect(await queue.list({ state: 'all' })).toMatchObject([{ ...key, state: 'running' }]);
});

test('waits double from a second to one minute, so that what is well again is soon seen', () => {
  expect([0, 1, 2, 3].map((failures) => backoffMs(failures, 0.999))).toEqual([
    1_000, 1_999, 3_998, 7_996,
  ]);
  expect(backoffMs(0, 0)).toBe(1_000);
  expect(backoffMs(500, 0)).toBe(30_000);
  expect(backoffMs(500, 0.999)).toBeLessThanOrEqual(60_000);
});
