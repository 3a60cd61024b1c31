import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMemoryBudget } from '../../../src/adapters/memory/budget.ts';
import { createMemoryLedger } from '../../../src/adapters/memory/ledger.ts';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { createBudget } from '../../../src/adapters/postgres/budget.ts';
import { openEmbedded } from '../../../src/adapters/postgres/embedded.ts';
import { createLedger } from '../../../src/adapters/postgres/ledger.ts';
import { lockFolder } from '../../../src/adapters/postgres/lock.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { migrations } from '../../../src/adapters/postgres/migrations.ts';
import { createQueue } from '../../../src/adapters/postgres/queue.ts';
import { tablesOf } from '../../../src/adapters/postgres/tables.ts';
import { programNames } from '../../../src/resources/program.ts';
import type { Store } from '../../../src/adapters/postgres/sql.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import type { Log } from '../../../src/ports/log.ts';
import { budgetContract } from '../../contracts/budget.ts';
import { ledgerContract } from '../../contracts/ledger.ts';
import { queueContract } from '../../contracts/queue.ts';

const silent: Log = { info() {}, warn() {}, error() {}, with: () => silent };
const clock: Clock = { now: () => new Date(), sleep: async () => undefined };
const close = async () => undefined;
const folder = mkdtempSync(join(tmpdir(), 'runway-store-'));
const dir = join(folder, 'store');

queueContract('memory', async () => ({
  queue: createMemoryQueue(clock),
  beside: createMemoryQueue(clock),
  close,
}));
ledgerContract('memory', async () => ({
  ledger: createMemoryLedger(clock),
  beside: createMemoryLedger(clock),
  close,
}));
budgetContract('memory', async () => ({ budget: createMemoryBudget(clock), close }));

describe('embedded', () => {
  let store: Store;

  beforeAll(async () => {
    store = await openEmbedded({ dir, log: silent });
  }, 60_000);

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** One database serves all tests: making one takes seconds. */
  async function empty() {
    const tables = programNames.flatMap((program) => Object.values(tablesOf(program)));
    await store.sql.query(`truncate ${tables.join(', ')}, budgets`);
    return store.sql;
  }

  queueContract('embedded', async () => {
    const sql = await empty();
    return { queue: createQueue(sql), beside: createQueue(sql, 'provisioner'), close };
  });
  ledgerContract('embedded', async () => {
    const sql = await empty();
    return { ledger: createLedger(sql), beside: createLedger(sql, 'provisioner'), close };
  });
  budgetContract('embedded', async () => ({ budget: createBudget(await empty()), close }));

  test('a second opening is refused, naming the process and the cure', async () => {
    await expect(openEmbedded({ dir, log: silent })).rejects.toMatchObject({
      code: 'RUNWAY_STORE_LOCKED',
      message: expect.stringContaining(`pid ${process.pid}`),
      hint: expect.stringContaining('Stop process'),
    });
  });

  test('a transaction that fails leaves nothing', async () => {
    const sql = await empty();
    const attempt = sql.transaction(async (inside) => {
      await inside.query(`insert into facts (name, value) values ('a', 'b')`);
      throw new Error('no');
    });

    await expect(attempt).rejects.toThrow('no');
    expect(await sql.query('select * from facts')).toEqual([]);
  });

  test('what the database refuses is a failure', async () => {
    await expect(store.sql.query('select nonsense')).rejects.toMatchObject({
      code: 'RUNWAY_STORE_FAILED',
    });
  });

  test('a store of a newer Runway is not touched', async () => {
    await expect(migrate(store.sql, [])).rejects.toMatchObject({
      code: 'RUNWAY_STORE_FAILED',
      retry: 'never',
    });
  });

  test('of many migrations at once, one makes the schema and all go on', async () => {
    await store.sql.query('drop schema public cascade');
    await store.sql.query('create schema public');
    await Promise.all([1, 2, 3].map(() => migrate(store.sql)));

    expect(await store.sql.query('select number from migrations order by number')).toEqual(
      migrations.map(({ number }) => ({ number })),
    );
  });

  test('a store of the version before is brought up to date, with what it was to do', async () => {
    await store.sql.query('drop schema public cascade');
    await store.sql.query('create schema public');
    await migrate(store.sql, migrations.slice(0, 2));
    await store.sql.query(
      `insert into passes (pass, key, due_at, requested_at) values
         ('converge', 'production/checkout', clock_timestamp(), clock_timestamp()),
         ('review', '7', clock_timestamp(), clock_timestamp())`,
    );
    await migrate(store.sql);
    const queue = createQueue(store.sql);

    expect(await queue.claim('a', 60_000, ['production'])).toMatchObject({
      pass: 'review',
      trace: null,
      abandoned: 0,
      askedMsAgo: 0,
    });
    expect(await queue.claim('a', 60_000, ['review'])).toMatchObject({ pass: 'converge' });
  });

  test('a store from before there was a second program goes on without loss, and the second begins with nothing', async () => {
    await store.sql.query('drop schema public cascade');
    await store.sql.query('create schema public');
    await migrate(store.sql, migrations.slice(0, 4));
    const before = { queue: createQueue(store.sql), ledger: createLedger(store.sql) };
    const commit = 'c0ffee0000000000000000000000000000000000' as Sha;
    await before.queue.deliver('d1', [{ pass: 'review', key: '7' }]);
    await before.queue.request([{ pass: 'watch', key: '*' }]);
    const running = await before.queue.claim('a', 60_000, ['watch']);
    const begun = await before.ledger.begin(
      { target: 'dev/checkout', intent: 'i1', commit, mergeRequest: 7, release: null },
      '!7',
    );
    await before.ledger.pin('r/a', '1.0.0', 'sha256:1', null);
    await before.ledger.setResynced(commit);
    await migrate(store.sql);

    const queue = createQueue(store.sql);
    const ledger = createLedger(store.sql);
    expect(running).toMatchObject({ pass: 'review', key: '7' });
    expect(running && (await queue.heartbeat(running, 60_000))).toBe(true);
    expect(await queue.deliver('d1', [])).toBe(false);
    expect(await queue.claim('a', 60_000, [])).toMatchObject({ pass: 'watch' });
    expect(await ledger.latest('dev/checkout')).toEqual(begun);
    expect(await ledger.pinned('r/a', '1.0.0')).toMatchObject({ digest: 'sha256:1' });
    expect(await ledger.resynced()).toBe(commit);
    expect(await createQueue(store.sql, 'provisioner').list({ state: 'all' })).toEqual([]);
    expect(await createLedger(store.sql, 'provisioner').all()).toEqual([]);
  });

  test('a delivery is remembered for two weeks and no longer', async () => {
    const sql = await empty();
    await sql.query(
      `insert into deliveries (id, at) values
         ('old', clock_timestamp() - interval '14 days 1 minute'),
         ('young', clock_timestamp() - interval '13 days 23 hours')`,
    );
    const queue = createQueue(sql);
    await queue.deliver('new', []);

    expect(await sql.query('select id from deliveries order by id')).toEqual([
      { id: 'new' },
      { id: 'young' },
    ]);
    expect(await queue.deliver('young', [])).toBe(false);
    expect(await queue.deliver('old', [])).toBe(true);
  });

  test('queries leave room for timers', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    for (let count = 0; count < 200; count += 1) await store.sql.query('select 1 as one');
    clearInterval(timer);

    expect(ticks).toBeGreaterThan(5);
  });
});

/** A process of its own that does `body` and prints a line for each thing it has done. */
function child(body: string): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '--eval', body], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('a lock ends with its holder, however it dies', async () => {
  const place = mkdtempSync(join(tmpdir(), 'runway-lock-'));
  // Stands in for a holder: listens under a name as a holder does.
  const holder = child(
    `import { createServer } from 'node:net';
     createServer().listen(${JSON.stringify(place)} + '/lock.' + process.pid + '.00', () => console.log('held'));`,
  );
  await lines(holder, 1);
  await expect(lockFolder(place)).rejects.toMatchObject({
    code: 'RUNWAY_STORE_LOCKED',
    message: expect.stringContaining(`pid ${holder.pid}`),
  });
  await killed(holder);

  const lock = await lockFolder(place);
  await lock.release();
  const again = await lockFolder(place);
  await again.release();
  rmSync(place, { recursive: true, force: true });
});

test('of many that start together at most one holds the folder', async () => {
  const place = mkdtempSync(join(tmpdir(), 'runway-lock-'));
  const results = await Promise.allSettled([1, 2, 3, 4].map(() => lockFolder(place)));
  const held = results.filter(({ status }) => status === 'fulfilled');

  expect(held.length).toBeLessThanOrEqual(1);
  for (const result of results) if (result.status === 'fulfilled') await result.value.release();
  rmSync(place, { recursive: true, force: true });
});

test('no acknowledged row is lost when the process is killed', async () => {
  const place = mkdtempSync(join(tmpdir(), 'runway-killed-'));
  const library = import.meta.resolve('@electric-sql/pglite');
  const store = await openEmbedded({ dir: place, log: silent });
  await store.close();
  const writer = child(
    `import { PGlite } from ${JSON.stringify(library)};
     const db = await PGlite.create(${JSON.stringify(join(place, 'database'))});
     for (let n = 1; ; n += 1) {
       await new Promise(setImmediate);
       await db.query('insert into deliveries (id) values ($1)', ['d' + n]);
       console.log('d' + n);
     }`,
  );
  const acknowledged = await lines(writer, 60);
  await killed(writer);

  const reopened = await openEmbedded({ dir: place, log: silent });
  const rows = await reopened.sql.query<{ id: string }>('select id from deliveries');
  const found = new Set(rows.map(({ id }) => id));
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  await reopened.close();
  rmSync(place, { recursive: true, force: true });
}, 60_000);

/** The first lines that a process prints, at least so many. */
async function lines(process: ChildProcess, count: number): Promise<readonly string[]> {
  if (process.stdout === null) throw new Error('The child prints nothing.');
  const found: string[] = [];
  for await (const line of createInterface({ input: process.stdout })) {
    found.push(line);
    if (found.length >= count) break;
  }
  return found;
}

function killed(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    process.once('exit', () => resolve());
    process.kill('SIGKILL');
  });
}
