// PostgreSQL on a server, where any number of bots share the work.

import { setTimeout as sleep } from 'node:timers/promises';
import { type CustomTypesConfig, Pool, type PoolClient, types } from 'pg';
import { Failure } from '../../ports/failure.ts';
import type { Log } from '../../ports/log.ts';
import { addressOf, failed } from './server-failure.ts';
import { migrate } from './migrate.ts';
import type { Parameter, Sql, Store } from './sql.ts';

/** Some hundred passes share so few connections: each statement takes milliseconds. */
const CONNECTIONS = 10;
/** No request without a deadline: to get a connection, to run a statement, and to wait for a server that went away. */
const CONNECT_MS = 5_000;
const STATEMENT_MS = 10_000;
const ANSWER_MS = 15_000;
const IDLE_MS = 30_000;
/** A connection is made anew after this, so that an address that now leads elsewhere is noticed. */
const OLDEST_SECONDS = 1_800;
const PATIENCE_MS = 30_000;

/**
 * Connects, brings the schema up to date and resolves; a server that is not there yet is waited for, `patienceMs`
 * at most. Afterwards lost connections are made anew by themselves. Throws a Failure: RUNWAY_SETTINGS_INVALID for an
 * address that is none, RUNWAY_STORE_FAILED. No message holds the password.
 */
export async function openServer({
  url,
  log,
  patienceMs = PATIENCE_MS,
}: {
  url: string;
  log: Log;
  patienceMs?: number;
}): Promise<Store> {
  const at = addressOf(url);
  const pool = new Pool({
    connectionString: url,
    fallback_application_name: 'runway',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idleTimeoutMillis: IDLE_MS,
    maxLifetimeSeconds: OLDEST_SECONDS,
    keepAlive: true,
    types: numbersAsNumbers,
  });
  // A connection that nobody uses was lost, as in a restart of the server: the pool has dropped it.
  pool.on('error', (error) => log.warn('store connection lost', { error }));
  const sql = sqlOver(pool, at);
  try {
    await whenReachable(() => migrate(sql), { log, patienceMs });
  } catch (error) {
    await pool.end();
    throw error;
  }
  log.info('store opened', { at });
  return { sql, close: () => pool.end() };
}

/** A 64-bit count arrives as digits unless it is asked for as a number; ours stay far below 2^53. */
const numbersAsNumbers: CustomTypesConfig = {
  getTypeParser: (type, format) =>
    type === types.builtins.INT8 ? Number : types.getTypeParser(type, format),
};

async function whenReachable(
  work: () => Promise<void>,
  { log, patienceMs }: { readonly log: Log; readonly patienceMs: number },
): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const passing = error instanceof Failure && error.retry === 'later';
      if (!passing || performance.now() >= end) throw error;
      log.warn('store not ready', { error });
    }
    await sleep(Math.min(1_000, patienceMs));
  }
}

function sqlOver(pool: Pool, at: string): Sql {
  return {
    async query<Row extends object>(text: string, parameters: readonly Parameter[] = []) {
      try {
        return (await pool.query<Row>(text, [...parameters])).rows;
      } catch (cause) {
        throw failed(at, cause);
      }
    },
    transaction: (work) => transaction(pool, at, work),
  };
}

async function transaction<T>(pool: Pool, at: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await connected(pool, at);
  // A checked-out connection that breaks tells so here too, and nobody listening would end the process.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  const sql = sqlInside(client, at);
  let sound = false;
  try {
    await sql.query('begin');
    const result = await work(sql);
    await sql.query('commit');
    sound = true;
    return result;
  } catch (error) {
    sound = await rolledBack(client);
    throw error;
  } finally {
    client.off('error', ignore);
    // What may still be in a transaction is closed, which rolls it back.
    client.release(!sound);
  }
}

function sqlInside(client: PoolClient, at: string): Sql {
  const sql: Sql = {
    async query<Row extends object>(text: string, parameters: readonly Parameter[] = []) {
      try {
        return (await client.query<Row>(text, [...parameters])).rows;
      } catch (cause) {
        throw failed(at, cause);
      }
    },
    transaction: (work) => work(sql),
  };
  return sql;
}

async function connected(pool: Pool, at: string): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw failed(at, cause);
  }
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false;
  }
}
