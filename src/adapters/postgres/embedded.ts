// PostgreSQL inside this process, on a folder of its own.

import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { Failure } from '../../ports/failure.ts';
import type { Log } from '../../ports/log.ts';
import { lockFolder } from './lock.ts';
import { migrate } from './migrate.ts';
import { preparedStore } from './prepared.ts';
import type { Parameter, Sql, Store } from './sql.ts';

/**
 * Opens the store in `dir`, making it when it is not there, locked against every other process and brought to the
 * newest schema. Survives the death of the process; it does not sync to disk, so a loss of power may lose it.
 * Throws a Failure: RUNWAY_STORE_LOCKED or RUNWAY_STORE_FAILED.
 */
export async function openEmbedded({ dir, log }: { dir: string; log: Log }): Promise<Store> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(dir);
  try {
    const started = performance.now();
    const database = await openDatabase(join(dir, 'database'));
    const sql = sqlOver(database);
    await migrate(sql);
    await endLeases(sql);
    log.info('store opened', { dir, ms: Math.round(performance.now() - started) });
    return {
      sql,
      async close() {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The folder is ours alone, so whoever holds a lease here is dead: its runs go on now, not when the lease is over. */
async function endLeases(sql: Sql): Promise<void> {
  await sql.query('update passes set lease_until = clock_timestamp() where owner is not null');
}

async function openDatabase(dataDir: string): Promise<PGlite> {
  try {
    if (!(await exists(dataDir))) await makeDatabase(dataDir);
    return await PGlite.create({ dataDir });
  } catch (cause) {
    throw failed(`The store in ${dataDir} cannot be opened: ${words(cause)}`, cause);
  }
}

/** Made aside and then moved, so that a death in the middle leaves nothing half made. */
async function makeDatabase(dataDir: string): Promise<void> {
  const aside = `${dataDir}.new`;
  await rm(aside, { recursive: true, force: true });
  const image = await preparedStore();
  const database = await PGlite.create({
    dataDir: aside,
    ...(image === null ? {} : { loadDataDir: image }),
  });
  await database.close();
  await rename(aside, dataDir);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

type Connection = Pick<Transaction, 'query'>;

function sqlOver(database: PGlite): Sql {
  return {
    query: (text, parameters) => query(database, text, parameters),
    transaction: <T>(work: (sql: Sql) => Promise<T>) =>
      database.transaction((inside) => work(insideTransaction(inside))),
  };
}

function insideTransaction(transaction: Transaction): Sql {
  const sql: Sql = {
    query: (text, parameters) => query(transaction, text, parameters),
    transaction: (work) => work(sql),
  };
  return sql;
}

/** Queries settle without ever leaving the current turn of the event loop; unless we do, timers and sockets starve. */
async function query<Row extends object>(
  connection: Connection,
  text: string,
  parameters: readonly Parameter[] = [],
): Promise<readonly Row[]> {
  await turn();
  try {
    return (await connection.query<Row>(text, [...parameters])).rows;
  } catch (cause) {
    throw failed(`The store refused a statement: ${words(cause)}`, cause);
  }
}

function failed(message: string, cause: unknown): Failure {
  return new Failure({
    code: 'RUNWAY_STORE_FAILED',
    message,
    hint: 'See whether the disk is full or the folder damaged. The store may be removed: history is lost, nothing else.',
    retry: 'later',
    cause,
  });
}

function words(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
