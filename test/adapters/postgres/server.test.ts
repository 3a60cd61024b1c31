import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBudget } from '../../../src/adapters/postgres/budget.ts';
import { createLedger } from '../../../src/adapters/postgres/ledger.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { migrations } from '../../../src/adapters/postgres/migrations.ts';
import { createQueue } from '../../../src/adapters/postgres/queue.ts';
import { tablesOf } from '../../../src/adapters/postgres/tables.ts';
import { programNames } from '../../../src/resources/program.ts';
import { openServer } from '../../../src/adapters/postgres/server.ts';
import { openStore } from '../../../src/adapters/postgres/store.ts';
import type { Sql, Store } from '../../../src/adapters/postgres/sql.ts';
import type { Log } from '../../../src/ports/log.ts';
import { budgetContract } from '../../contracts/budget.ts';
import { ledgerContract } from '../../contracts/ledger.ts';
import { queueContract } from '../../contracts/queue.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';

const silent: Log = { info() {}, warn() {}, error() {}, with: () => silent };
const close = async () => undefined;

describe('server', () => {
  let server: PostgresServer;
  let url: string;
  let store: Store;

  beforeAll(async () => {
    server = await startPostgres();
    url = await server.database();
    store = await openStore({ url, dir: '/nowhere', log: silent });
  }, 60_000);

  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  async function empty() {
    const tables = programNames.flatMap((program) => Object.values(tablesOf(program)));
    await store.sql.query(`truncate ${tables.join(', ')}, budgets`);
    return store.sql;
  }

  queueContract('server', async () => {
    const sql = await empty();
    return { queue: createQueue(sql), beside: createQueue(sql, 'provisioner'), close };
  });
  ledgerContract('server', async () => {
    const sql = await empty();
    return { ledger: createLedger(sql), beside: createLedger(sql, 'provisioner'), close };
  });
  budgetContract('server', async () => ({ budget: createBudget(await empty()), close }));

  test('a transaction that fails leaves nothing, and no connection behind', async () => {
    const sql = await empty();
    const no = new Error('no');
    const attempts = Array.from({ length: 30 }, () =>
      sql.transaction(async (inside) => {
        await inside.query(`insert into facts (name, value) values ('a', 'b')`);
        throw no;
      }),
    );
    expect(await Promise.allSettled(attempts)).toEqual(
      attempts.map(() => ({ status: 'rejected', reason: no })),
    );

    expect(await sql.query('select * from facts')).toEqual([]);
    const [open] = await sql.query(
      `select count(*) as held from pg_stat_activity where datname = current_database() and state like 'idle in %'`,
    );
    expect(open).toEqual({ held: 0 });
  });

  test('a connection that is cut in a transaction is a failure, and the next one goes well', async () => {
    const attempt = store.sql.transaction(async (inside) => {
      const [own] = await inside.query<{ pid: number }>('select pg_backend_pid() as pid');
      await store.sql.query('select pg_terminate_backend($1::integer)', [own?.pid ?? 0]);
      await inside.query('select 1');
    });

    await expect(attempt).rejects.toMatchObject({ code: 'RUNWAY_STORE_FAILED', retry: 'later' });
    expect(await store.sql.transaction((inside) => inside.query('select 2 as two'))).toEqual([
      { two: 2 },
    ]);
  });

  test('connections that are cut while nobody uses them do no harm', async () => {
    const cut = `select count(pg_terminate_backend(pid)) as cut from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await Promise.all([1, 2, 3].map(() => store.sql.query('select pg_sleep(0.05)')));
    expect(await store.sql.query(cut)).toEqual([{ cut: expect.any(Number) }]);
    for (let count = 0; count < 20; count += 1) await settledQuery();

    expect(await store.sql.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  /** A connection may be lent out in the instant before its end is noticed: that is a failure, never a crash. */
  async function settledQuery(): Promise<void> {
    await store.sql.query('select 1').catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'RUNWAY_STORE_FAILED', retry: 'later' });
    });
  }

  test('no statement runs for ever, whatever the server does', async () => {
    const brief = await openServer({ url: `${url}?statement_timeout=100`, log: silent });
    await expect(brief.sql.query('select pg_sleep(60)')).rejects.toMatchObject({ retry: 'later' });
    await brief.close();
    const deaf = await openServer({ url: `${url}?query_timeout=100`, log: silent });
    await expect(deaf.sql.query('select pg_sleep(2)')).rejects.toMatchObject({ retry: 'later' });
    expect(await deaf.sql.query('select 1 as one')).toEqual([{ one: 1 }]);
    await deaf.close();
  });

  test('of many that open an empty database at once, one makes the schema and all go on', async () => {
    const place = await server.database();
    const stores = await Promise.all(
      Array.from({ length: 5 }, () => openStore({ url: place, dir: '/nowhere', log: silent })),
    );
    const [first] = stores;
    const done = await first?.sql.query('select number from migrations order by number');

    expect(done).toEqual(migrations.map(({ number }) => ({ number })));
    await Promise.all(stores.map((each) => each.close()));
  });

  test('the test above would fail without the lock', async () => {
    const place = await server.database();
    const open = () => openServer({ url: place, log: silent });
    const stores = [await open(), await open(), await open()];
    for (const statement of ['drop schema public cascade', 'create schema public']) {
      await stores[0]?.sql.query(statement);
    }
    const blind = (sql: Sql): Sql => ({
      query: (text, parameters) =>
        sql.query(
          text.replace('pg_try_advisory_xact_lock($1)', '$1::integer is not null'),
          parameters,
        ),
      transaction: (work) => sql.transaction((inside) => work(blind(inside))),
    });
    const results = await Promise.allSettled(stores.map(({ sql }) => migrate(blind(sql))));

    expect(results.map(({ status }) => status)).toContain('rejected');
    await Promise.all(stores.map((each) => each.close()));
  });

  test('a server that restarts is found again', async () => {
    await server.halt();
    await expect(store.sql.query('select 1')).rejects.toMatchObject({
      code: 'RUNWAY_STORE_FAILED',
      retry: 'later',
    });
    const waiting = openServer({ url, log: silent });
    await server.resume();

    expect(await store.sql.query('select 1 as one')).toEqual([{ one: 1 }]);
    await (await waiting).close();
  });

  test('a wrong password or database is said at once, without the password', async () => {
    const wrong = new URL(url);
    wrong.password = 'open-sesame';
    const nowhere = new URL(url);
    nowhere.pathname = '/elsewhere';
    const said: unknown[] = [];
    const log: Log = { ...silent, warn: (message, fields) => void said.push(message, fields) };
    for (const each of [wrong, nowhere]) {
      const error = await openServer({ url: each.href, log }).then(
        null,
        (failed: unknown) => failed,
      );
      expect(error).toMatchObject({
        code: 'RUNWAY_STORE_FAILED',
        retry: 'never',
        message: expect.stringContaining(each.host + each.pathname),
      });
      said.push(inspect(error, { depth: 9, showHidden: true }));
    }

    expect(inspect(said, { depth: 9 })).not.toContain('open-sesame');
    expect(inspect(said, { depth: 9 })).not.toContain(new URL(url).password);
  });
});

test('a server that is not there is waited for, and then named without the password', async () => {
  const said: unknown[] = [];
  const log: Log = { ...silent, warn: (message, fields) => void said.push(message, fields) };
  const opening = openServer({
    url: 'postgres://runway:open-sesame@127.0.0.1:1/runway',
    log,
    patienceMs: 50,
  });
  const error = await opening.then(null, (failed: unknown) => failed);

  expect(error).toMatchObject({
    code: 'RUNWAY_STORE_FAILED',
    retry: 'later',
    message: expect.stringContaining('127.0.0.1:1/runway'),
  });
  expect(said).toContain('store not ready');
  expect(inspect([said, error], { depth: 9, showHidden: true })).not.toContain('open-sesame');
});

test.each(['mysql://runway:open-sesame@db/runway', 'open-sesame', 'postgres://open-sesame:x'])(
  'an address that is none is refused without being repeated: %s',
  async (url) => {
    const error = await openServer({ url, log: silent, patienceMs: 0 }).then(
      null,
      (failed: unknown) => failed,
    );

    expect(error).toMatchObject({
      code: 'RUNWAY_SETTINGS_INVALID',
      retry: 'never',
      hint: expect.stringMatching(/USER:PASSWORD@ before HOST/),
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('open-sesame');
  },
);
