// Several processes on one database: who runs what, and what becomes of it when one of them stalls or dies.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Interface, createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createQueue } from '../../../src/adapters/postgres/queue.ts';
import { openServer } from '../../../src/adapters/postgres/server.ts';
import type { Store } from '../../../src/adapters/postgres/sql.ts';
import { systemClock } from '../../../src/cli/clock.ts';
import type { Pass } from '../../../src/passes/pass.ts';
import { type Worker, createWorker } from '../../../src/passes/worker/worker.ts';
import type { Lease, PassKey, Queue } from '../../../src/ports/queue.ts';
import type { Log } from '../../../src/ports/log.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';

const silent: Log = { info() {}, warn() {}, error() {}, with: () => silent };
const SCRIPT = join(import.meta.dirname, '../../support/replica.mjs');
const key = { pass: 'converge', key: 'production/checkout' } as const;

interface Replica {
  readonly process: ChildProcess;
  readonly lines: Interface;
  /** The next line that it prints. */
  said(): Promise<string>;
  ended(): Promise<void>;
}

let server: PostgresServer;
let stores: Store[] = [];
let replicas: Replica[] = [];

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterEach(async () => {
  for (const { process } of replicas.splice(0)) process.kill('SIGKILL');
  for (const store of stores.splice(0)) await store.close();
});

afterAll(() => server.stop());

async function opened(url: string): Promise<Store> {
  const store = await openServer({ url, log: silent });
  stores.push(store);
  return store;
}

async function replica(mode: string, url: string, leaseMs = 0): Promise<Replica> {
  const child = spawn(process.execPath, [SCRIPT, mode, url, `${leaseMs}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const iterator = lines[Symbol.asyncIterator]();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const made: Replica = {
    process: child,
    lines,
    said: async () => (await iterator.next()).value ?? 'nothing more',
    ended: () => exited,
  };
  replicas.push(made);
  expect(await made.said()).toBe('ready');
  return made;
}

/** How often two runs of one key were under way at the same time, by the database's clock. */
async function overlaps(
  mode: string,
): Promise<{ readonly runs: number; readonly overlaps: number }> {
  const url = await server.database();
  const { sql } = await opened(url);
  await sql.query(
    `create table spans (id bigint generated always as identity primary key, key text, began timestamptz, ended timestamptz)`,
  );
  const both = [await replica(mode, url), await replica(mode, url)];
  for (const { process } of both) process.stdin?.write('go\n');
  await Promise.all(both.map((each) => each.ended()));
  const [found] = await sql.query<{ runs: number; overlaps: number }>(
    `select (select count(*) from spans) as runs, count(*) as overlaps
     from spans a join spans b on a.key = b.key and a.id < b.id and a.began < b.ended and b.began < a.ended`,
  );
  if (found === undefined) throw new Error('Nothing was counted.');
  return found;
}

test('no key runs twice at a time, with 400 jobs, 40 neighbours for each key, two processes of four workers', async () => {
  const found = await overlaps('jobs');

  expect(found).toEqual({ runs: 400, overlaps: 0 });
});

test.each(['jobs without guard', 'jobs without lock'])(
  'the test above would see an overlap: %s',
  async (mode) => {
    expect((await overlaps(mode)).overlaps).toBeGreaterThan(0);
  },
);

async function taken(queue: Queue, withinMs: number): Promise<Lease> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    const lease = await queue.claim('the living', 60_000, []);
    if (lease !== null) return lease;
  }
  throw new Error(`Nothing became free within ${withinMs} ms.`);
}

test('a stalled replica loses its run within the lease, and its writes are refused when it wakes', async () => {
  const url = await server.database();
  const queue = createQueue((await opened(url)).sql);
  await queue.request([key]);
  const stalled = await replica('runs', url, 600);
  expect(await stalled.said()).toBe('began production/checkout');
  stalled.process.kill('SIGSTOP');
  const lease = await taken(queue, 3_000);
  expect(lease).toMatchObject({ ...key, failures: 1, abandoned: 1 });
  stalled.process.kill('SIGCONT');

  expect(await stalled.said()).toBe('stopped RUNWAY_LEASE_LOST false false false');
  expect(await queue.heartbeat(lease, 60_000)).toBe(true);
  expect(await queue.complete(lease, null)).toBe(true);
  expect(await queue.list({ state: 'all' })).toEqual([]);
});

test('the runs of a killed replica are taken over within their lease', async () => {
  const url = await server.database();
  const { sql } = await opened(url);
  const queue = createQueue(sql);
  const keys = ['a', 'b', 'c'].map((name): PassKey => ({ ...key, key: `production/${name}` }));
  await queue.request(keys);
  const killed = await replica('runs', url, 1_000);
  for (const _ of keys) expect(await killed.said()).toMatch(/^began/);
  killed.process.kill('SIGKILL');
  const died = Date.now();
  const ran: string[] = [];
  const worker = workerOn(queue, async (lease) => {
    ran.push(lease.key);
    return { again: null };
  });
  worker.start();
  while (ran.length < keys.length && Date.now() < died + 5_000) await new Promise(setImmediate);
  const tookMs = Date.now() - died;
  await worker.drain();

  expect(ran.toSorted()).toEqual(keys.map((each) => each.key));
  // The lease, and the second within which a worker looks again.
  expect(tookMs).toBeLessThan(4_000);
  expect(await queue.list({ state: 'all' })).toEqual([]);
});

function workerOn(queue: Queue, pass: Pass): Worker {
  return createWorker({
    queue,
    passes: { review: pass, converge: pass, promote: pass, watch: pass },
    clock: systemClock,
    log: silent,
    room: { lane: 20, reviews: 20, all: 40, always: 4 },
    leaseMs: 2_000,
  });
}

test('a database that restarts under load loses nothing that was acknowledged', async () => {
  const url = await server.database();
  const { sql } = await opened(url);
  const queue = createQueue(sql);
  await sql.query('create table ran (key text, asked timestamptz, at timestamptz)');
  const workers = await Promise.all(
    [1, 2].map(async () => {
      const own = (await opened(url)).sql;
      return workerOn(createQueue(own), async (lease) => {
        await own.query('insert into ran values ($1, $2::timestamptz, clock_timestamp())', [
          lease.key,
          lease.requestedAt,
        ]);
        return { again: null };
      });
    }),
  );
  for (const worker of workers) worker.start();
  const acknowledged: { key: string; at: number }[] = [];
  let refused = 0;
  const restarted = new AbortController();
  const asking = (async () => {
    for (let count = 0; !restarted.signal.aborted || count < 200; count += 1) {
      const name = `production/w${count % 30}`;
      const before = Date.now();
      const stored = await queue.deliver(`d${count}`, [{ ...key, key: name }]).catch(() => null);
      if (stored === null) refused += 1;
      else acknowledged.push({ key: name, at: before });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  while (acknowledged.length < 50) await new Promise(setImmediate);
  await server.halt();
  await server.resume();
  restarted.abort();
  await asking;
  const end = Date.now() + 15_000;
  while ((await queue.list({ state: 'all' })).length > 0 && Date.now() < end) {
    for (const worker of workers) worker.poke();
  }
  const ran = await sql.query<{ key: string; at: Date }>('select key, at from ran');
  await Promise.all(workers.map((worker) => worker.drain()));

  expect(refused).toBeGreaterThan(0);
  expect(await queue.list({ state: 'all' })).toEqual([]);
  const lost = acknowledged.filter(
    (asked) => !ran.some((run) => run.key === asked.key && run.at.getTime() >= asked.at),
  );
  expect(lost).toEqual([]);
});
