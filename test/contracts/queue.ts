// What every Queue promises.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Lease, Queue } from '../../src/ports/queue.ts';
import { inTrace } from '../../src/ports/trace.ts';

export interface QueueWorld {
  readonly queue: Queue;
  /** Of the other program, in the same store. */
  readonly beside: Queue;
  readonly close: () => Promise<void>;
}

const long = 60_000;
const key = { pass: 'review', key: '7' } as const;
const other = { pass: 'converge', key: 'production/checkout' } as const;
const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();

export function queueContract(name: string, make: () => Promise<QueueWorld>): void {
  describe(`queue: ${name}`, () => {
    let world: QueueWorld;
    let queue: Queue;

    beforeEach(async () => {
      world = await make();
      ({ queue } = world);
    });

    afterEach(() => world.close());

    async function claimed(owner = 'a', leaseMs = long): Promise<Lease> {
      const lease = await queue.claim(owner, leaseMs, []);
      if (lease === null) throw new Error('Nothing could be claimed.');
      return lease;
    }

    /** Asks until there is something, for at most five seconds. */
    async function claimedInTime(owner: string, leaseMs = long): Promise<Lease> {
      const end = Date.now() + 5_000;
      for (;;) {
        const lease = await queue.claim(owner, leaseMs, []);
        if (lease !== null) return lease;
        if (Date.now() > end) throw new Error('Nothing became free.');
        await new Promise(setImmediate);
      }
    }

    test('nothing asked, nothing to do', async () => {
      expect(await queue.claim('a', long, [])).toBeNull();
      expect(await queue.nextDue([])).toBeNull();
      expect(await queue.list({ state: 'all' })).toEqual([]);
    });

    test('requests for one key are one run', async () => {
      await queue.request([key, key]);
      await queue.request([key]);

      const lease = await claimed();
      expect(lease).toMatchObject({ ...key, owner: 'a', failures: 0 });
      expect(Math.abs(Date.parse(lease.requestedAt) - Date.now())).toBeLessThan(5_000);
      expect(await queue.claim('b', long, [])).toBeNull();
      expect(await queue.complete(lease, null)).toBe(true);
      expect(await queue.list({ state: 'all' })).toEqual([]);
    });

    test('a busy key blocks no other', async () => {
      await queue.request([key]);
      await claimed();
      await queue.request([key, other]);

      expect(await claimed('b')).toMatchObject(other);
      expect(await queue.claim('c', long, [])).toBeNull();
    });

    test('a request during a run makes it run once more afterwards', async () => {
      await queue.request([key]);
      const lease = await claimed();
      await queue.request([key]);
      await queue.request([key]);
      await queue.complete(lease, fromNow(long));

      const again = await claimed();
      expect(again.fence).toBeGreaterThan(lease.fence);
      await queue.complete(again, null);
      expect(await queue.claim('a', long, [])).toBeNull();
    });

    test('the one that waits longest goes first', async () => {
      await queue.request([{ ...key, dueAt: fromNow(-1_000) }]);
      await queue.request([{ ...other, dueAt: fromNow(-2_000) }]);

      expect(await claimed()).toMatchObject(other);
      expect(await claimed()).toMatchObject(key);
    });

    test('a delayed run waits for its time, and the earlier time wins', async () => {
      const due = fromNow(200);
      await queue.request([{ ...key, dueAt: due }]);
      await queue.request([{ ...key, dueAt: fromNow(long) }]);

      expect(await queue.claim('a', long, [])).toBeNull();
      expect(await queue.nextDue([])).toBe(due);
      await claimedInTime('a');
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(due));
    });

    test('completing can ask for a later run', async () => {
      await queue.request([key]);
      const due = fromNow(long);
      await queue.complete(await claimed(), due);

      expect(await queue.nextDue([])).toBe(due);
      expect(await queue.list({ state: 'waiting' })).toMatchObject([{ ...key, dueAt: due }]);
    });

    test('failures count up, and success forgets them', async () => {
      await queue.request([key]);
      await queue.fail(await claimed(), 'The forge is away.', fromNow(-1));
      const second = await claimed();
      expect(second.failures).toBe(1);
      await queue.fail(second, 'Still.', fromNow(-1));
      expect(await queue.list({ state: 'all' })).toMatchObject([
        { failures: 2, lastError: 'Still.' },
      ]);
      await queue.complete(await claimed(), fromNow(-1));

      expect((await claimed()).failures).toBe(0);
    });

    test('a dead pass stays listed and lives again when it is requested', async () => {
      await queue.request([key]);
      expect(await queue.fail(await claimed(), 'No right.', null)).toBe(true);

      expect(await queue.claim('a', long, [])).toBeNull();
      expect(await queue.nextDue([])).toBeNull();
      expect(await queue.list({ state: 'dead' })).toMatchObject([
        { ...key, state: 'dead', lastError: 'No right.' },
      ]);
      await queue.request([key]);
      expect((await claimed()).failures).toBe(0);
    });

    test('what was asked during its last run keeps a pass alive', async () => {
      await queue.request([key]);
      const lease = await claimed();
      await queue.request([key]);
      await queue.fail(lease, 'No right.', null);

      expect(await claimed()).toMatchObject(key);
    });

    test('an expired lease is free, and its old owner can do no harm', async () => {
      await queue.request([key]);
      const zombie = await claimed('a', 50);
      const lease = await claimedInTime('b');

      expect(lease.fence).toBeGreaterThan(zombie.fence);
      expect(await queue.heartbeat(zombie, long)).toBe(false);
      expect(await queue.complete(zombie, null)).toBe(false);
      expect(await queue.fail(zombie, 'Late.', null)).toBe(false);
      expect(await queue.heartbeat(lease, long)).toBe(true);
      expect(await queue.complete(lease, null)).toBe(true);
    });

    test('a run whose lease ran out counts as failed and abandoned, until one goes well', async () => {
      await queue.request([key]);
      await claimed('a', 1);
      const second = await claimedInTime('b', 1);
      expect(second).toMatchObject({ failures: 1, abandoned: 1 });
      const third = await claimedInTime('c');
      expect(third).toMatchObject({ failures: 2, abandoned: 2 });
      await queue.fail(third, 'No.', fromNow(-1));
      const fourth = await claimed('d', 1);
      expect(fourth).toMatchObject({ failures: 3, abandoned: 0 });
      const fifth = await claimedInTime('e');
      expect(fifth).toMatchObject({ failures: 4, abandoned: 3 });
      await queue.complete(fifth, fromNow(-1));

      expect(await claimed('f', 1)).toMatchObject({ failures: 0, abandoned: 0 });
      expect(await claimedInTime('g')).toMatchObject({ failures: 1, abandoned: 1 });
    });

    test('a full lane is passed over, and the others are not', async () => {
      const dev = { pass: 'promote', key: 'dev/checkout' } as const;
      await queue.request([{ ...other, dueAt: fromNow(-3_000) }]);
      await queue.request([{ ...key, dueAt: fromNow(-2_000) }]);
      await queue.request([{ ...dev, dueAt: fromNow(-1_000) }]);

      expect(await queue.nextDue(['production', 'review', 'dev'])).toBeNull();
      expect(await queue.claim('a', long, ['production', 'review', 'dev'])).toBeNull();
      expect(await queue.claim('a', long, ['production', 'review'])).toMatchObject(dev);
      expect(await queue.claim('a', long, ['production'])).toMatchObject(key);
      expect(await queue.claim('a', long, ['dev', 'review'])).toMatchObject(other);
    });

    test('a lease says what set off the oldest request that it answers', async () => {
      await inTrace('first', () => queue.request([key]));
      await inTrace('second', () => queue.request([key]));
      const lease = await claimed();
      expect(lease.trace).toBe('first');
      await inTrace('third', () => queue.deliver('d', [other]));
      expect((await claimed()).trace).toBe('third');
      await inTrace('fourth', () => queue.request([key]));
      await queue.complete(lease, null);
      const next = await claimed();
      expect(next.trace).toBe('fourth');

      await queue.complete(next, fromNow(-1));
      const round = await claimed();
      expect(round.trace).toBe('fourth');
      await inTrace('fifth', () => queue.request([key]));
      await queue.fail(round, 'No.', fromNow(-1));
      const tried = await claimed('a', 1);
      expect(tried.trace).toBe('fourth');
      expect((await claimedInTime('b')).trace).toBe('fourth');
    });

    test('a lease says how long ago the newest request that it answers was made', async () => {
      await queue.request([key]);
      const asked = Date.now();
      while (Date.now() < asked + 60) await queue.nextDue([]);
      const first = await claimed();
      expect(first.askedMsAgo).toBeGreaterThan(50);
      expect(first.askedMsAgo).toBeLessThan(5_000);
      await queue.complete(first, fromNow(-1));
      const round = await claimed();
      expect(round.askedMsAgo).toBeGreaterThan(50);
      await queue.request([key]);
      const again = Date.now();
      await queue.fail(round, 'No.', fromNow(-1));

      const { askedMsAgo } = await claimed();
      expect(askedMsAgo).toBeLessThanOrEqual(Date.now() - again + 5);
      expect(askedMsAgo).toBeGreaterThanOrEqual(0);
    });

    test('a lease says for how long its pass was due, and not for how long it had been asked for', async () => {
      await queue.request([{ ...key, dueAt: fromNow(-90_000) }]);
      const late = await claimed();
      expect(late.waitedMs).toBeGreaterThan(89_000);
      expect(late.waitedMs).toBeLessThan(120_000);
      await queue.complete(late, null);
      await queue.request([{ ...key, dueAt: fromNow(50) }]);
      expect((await claimedInTime('a')).waitedMs).toBeLessThan(5_000);
    });

    test('a watch that comes round by itself was set off by nothing', async () => {
      const watch = { pass: 'watch', key: 'dev' } as const;
      await inTrace('start', () => queue.request([watch]));
      const lease = await claimed();
      expect(lease.trace).toBe('start');
      await queue.complete(lease, fromNow(-1));
      expect((await claimed()).trace).toBeNull();
    });

    test('an old lease does no harm even when the same owner runs the key anew', async () => {
      await queue.request([key]);
      const first = await claimed();
      await queue.complete(first, null);
      await queue.request([key]);
      const second = await claimed();

      expect(await queue.complete(first, null)).toBe(false);
      expect(await queue.complete(second, null)).toBe(true);
    });

    test('a heartbeat keeps the lease', async () => {
      await queue.request([key]);
      const lease = await claimed('a', 60);
      expect(await queue.heartbeat(lease, long)).toBe(true);
      const wasEnd = Date.now() + 80;
      while (Date.now() < wasEnd) expect(await queue.claim('b', long, [])).toBeNull();
    });

    test('counts what is there by kind and state, and says how long the oldest is due', async () => {
      const [one, two] = [
        { pass: 'review', key: '1' },
        { pass: 'review', key: '2' },
      ] as const;
      expect(await queue.depth()).toEqual([]);
      await queue.request([other]);
      const dead = await claimed();
      await queue.fail(dead, 'No.', null);
      await queue.request([{ pass: 'watch', key: '*' }]);
      await claimed();
      await queue.request([{ ...key, dueAt: fromNow(long) }]);
      await queue.request([{ ...one, dueAt: fromNow(-90_000) }, two]);

      const depth = await queue.depth();
      expect(depth.map(({ pass, state, count }) => `${pass} ${state} ${count}`)).toEqual([
        'converge dead 1',
        'review delayed 1',
        'review due 2',
        'watch running 1',
      ]);
      const oldest = depth.map(({ oldestMs }) => oldestMs);
      expect(oldest[2]).toBeGreaterThan(89_000);
      expect(oldest[2]).toBeLessThan(120_000);
      expect(oldest.filter((_age, at) => at !== 2)).toEqual([0, 0, 0]);
    });

    test('a run whose lease is over is due again', async () => {
      await queue.request([key]);
      await claimed('a', 1);
      const end = Date.now() + 5_000;
      const state = async () => (await queue.depth())[0]?.state;
      while ((await state()) !== 'due' && Date.now() < end) await new Promise(setImmediate);
      expect(await queue.depth()).toMatchObject([{ pass: 'review', state: 'due', count: 1 }]);
    });

    test('a delivery counts once', async () => {
      expect(await queue.deliver('d1', [key])).toBe(true);
      await queue.complete(await claimed(), null);
      expect(await queue.deliver('d1', [key])).toBe(false);
      expect(await queue.claim('a', long, [])).toBeNull();
      expect(await queue.deliver('d2', [key, other])).toBe(true);
      expect(await queue.list({ state: 'waiting' })).toHaveLength(2);
      expect(await queue.deliver('d3', [])).toBe(true);
    });

    test('what one program has to do, the other neither sees nor runs', async () => {
      const { beside } = world;
      expect(await queue.deliver('d1', [key])).toBe(true);
      expect(await beside.list({ state: 'all' })).toEqual([]);
      expect(await beside.depth()).toEqual([]);
      expect(await beside.nextDue([])).toBeNull();
      expect(await beside.claim('b', long, [])).toBeNull();

      expect(await beside.deliver('d1', [key])).toBe(true);
      const [mine, theirs] = [await claimed('a'), await beside.claim('b', long, [])];
      expect(theirs).toMatchObject({ ...key, owner: 'b' });
      expect(await beside.heartbeat(mine, long)).toBe(false);
      expect(await beside.fail(mine, 'not mine', null)).toBe(false);
      expect(await queue.complete(mine, null)).toBe(true);
      expect(await queue.list({ state: 'all' })).toEqual([]);
      expect(await beside.list({ state: 'running' })).toHaveLength(1);
    });

    test('no key runs twice at a time, with many requests of few keys and many workers', async () => {
      expect(await overlaps(queue)).toEqual({ overlaps: 0, left: 0 });
    });

    test('the test above would see an overlap', async () => {
      const blind: Queue = {
        ...queue,
        // A queue that gives out what is running once more.
        async claim(owner, leaseMs) {
          const lease = await queue.claim(owner, leaseMs, []);
          const [running] = lease === null ? await queue.list({ state: 'running' }) : [];
          if (running === undefined) return lease;
          const { pass, key: text } = running;
          return {
            pass,
            key: text,
            owner,
            fence: 0,
            failures: 0,
            abandoned: 0,
            askedMsAgo: 0,
            waitedMs: 0,
            trace: null,
            requestedAt: fromNow(0),
          };
        },
      };
      expect((await overlaps(blind)).overlaps).toBeGreaterThan(0);
    });
  });
}

/** Neighbouring requests share a key, so that workers meet on it all the time. */
async function overlaps(queue: Queue): Promise<{ overlaps: number; left: number }> {
  const running = new Set<string>();
  let found = 0;
  let asked = 0;
  const work = async (owner: string) => {
    while (asked < 120) {
      asked += 1;
      await queue.request([{ pass: 'converge', key: `production/w${Math.floor(asked / 40)}` }]);
      const lease = await queue.claim(owner, long, []);
      if (lease === null) continue;
      if (running.has(lease.key)) found += 1;
      running.add(lease.key);
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      running.delete(lease.key);
      await queue.complete(lease, null);
    }
  };
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(work));
  const rest = await queue.list({ state: 'waiting' });
  for (const _ of rest) {
    const lease = await queue.claim('z', long, []);
    if (lease !== null) await queue.complete(lease, null);
  }
  return { overlaps: found, left: (await queue.list({ state: 'waiting' })).length };
}
