// How many targets stand how, counted where the entries lie.

import type { Tally } from '../../ports/ledger.ts';
import type { Sql } from './sql.ts';

const counted = (entries: string) => `
  select split_part(newest.target, '/', 1) collate "C" as environment,
    coalesce(ended.type, 'under way') as state,
    count(*)::integer as count
  from (
    select target, max(convergence) as convergence from ${entries} where type = 'begun' group by target
  ) as newest
  left join lateral (
    select data -> 'outcome' ->> 'type' as type from ${entries}
    where convergence = newest.convergence and type = 'ended'
    order by id desc limit 1
  ) as ended on true
  group by 1, 2
  order by 1, 2`;

/** What `Ledger.tally` promises. */
export function tally(sql: Sql, entries: string): Promise<readonly Tally[]> {
  return sql.query<Tally>(counted(entries), []);
}
