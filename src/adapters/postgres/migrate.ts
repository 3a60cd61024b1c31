// Brings a database to the newest schema, once, however many replicas start at the same moment.

import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../ports/failure.ts';
import { type Migration, migrations } from './migrations.ts';
import type { Sql } from './sql.ts';

/** Any constant will do, as long as it never changes and nothing else in the database uses it. */
const ADVISORY_LOCK = 727_491_006;

const LOOK_AGAIN_MS = 100;

/**
 * Applies what is missing, all or nothing; of several that come at once one works and the others wait for it. Throws
 * a Failure: RUNWAY_STORE_FAILED, and never to be tried again for a database that a newer Runway has already moved on.
 */
export async function migrate(sql: Sql, steps: readonly Migration[] = migrations): Promise<void> {
  while (!(await migrateAlone(sql, steps))) await sleep(LOOK_AGAIN_MS);
}

/** False: another is at it. Asking again holds no connection meanwhile, and no deadline of a statement can pass. */
function migrateAlone(sql: Sql, steps: readonly Migration[]): Promise<boolean> {
  return sql.transaction(async (inside) => {
    const [lock] = await inside.query<{ ours: boolean }>(
      'select pg_try_advisory_xact_lock($1) as ours',
      [ADVISORY_LOCK],
    );
    if (lock?.ours !== true) return false;
    await inside.query(
      `create table if not exists migrations (
         number integer primary key,
         name text not null,
         at timestamptz not null default clock_timestamp()
       )`,
    );
    const done = await applied(inside);
    refuseNewer(done, steps);
    for (const step of steps.filter(({ number }) => !done.has(number))) await apply(inside, step);
    return true;
  });
}

async function applied(sql: Sql): Promise<ReadonlySet<number>> {
  const rows = await sql.query<{ number: number }>('select number from migrations');
  return new Set(rows.map(({ number }) => number));
}

function refuseNewer(done: ReadonlySet<number>, steps: readonly Migration[]): void {
  const newest = Math.max(0, ...steps.map(({ number }) => number));
  const found = Math.max(0, ...done);
  if (found <= newest) return;
  throw new Failure({
    code: 'RUNWAY_STORE_FAILED',
    message: `The store has schema ${found}, and this Runway knows only up to ${newest}.`,
    hint: 'Run the newer Runway that has used this store, or give this one a store of its own.',
    retry: 'never',
  });
}

async function apply(sql: Sql, { number, name, statements }: Migration): Promise<void> {
  for (const statement of statements) await sql.query(statement);
  await sql.query('insert into migrations (number, name) values ($1, $2)', [number, name]);
}
