// The budget in SQL: one time for each name, moved on by whoever takes.

import type { Budget } from '../../ports/budget.ts';
import type { Sql } from './sql.ts';

export function createBudget(sql: Sql): Budget {
  return {
    async take(name, { perMinute, burst }) {
      const limit = [name, 60_000 / perMinute, burst];
      const taken = await sql.query(TAKE, limit);
      if (taken.length > 0) return 0;
      const [row] = await sql.query<{ wait: number }>(WAIT, limit);
      return Math.max(1, Math.ceil(row?.wait ?? 1));
    },
  };
}

const ms = (count: string) => `(${count}) * interval '1 millisecond'`;
const EACH = ms('$2::double precision');
const ALL = ms('$2::double precision * $3::integer');
const ALL_BUT_ONE = ms('$2::double precision * ($3::integer - 1)');

/**
 * `spent_until` is when all that was taken will have come back. It is never believed to be further away than a
 * whole burst: so a limit that was raised, or a database whose clock was set back, costs no more than one refill.
 */
const TAKE = `
  insert into budgets as known (name, spent_until) values ($1, clock_timestamp() + ${EACH})
  on conflict (name) do update set
    spent_until = greatest(known.spent_until, clock_timestamp()) + ${EACH}
    where known.spent_until - ${ALL_BUT_ONE} <= clock_timestamp()
  returning 1 as ok`;

const WAIT = `
  update budgets set spent_until = least(spent_until, clock_timestamp() + ${ALL}) where name = $1
  returning (extract(epoch from spent_until - ${ALL_BUT_ONE} - clock_timestamp()) * 1000)::double precision as wait`;
