// How much the queue holds, counted where it lies.

import type { Depth } from '../../ports/queue.ts';
import type { Sql } from './sql.ts';

const counted = (passes: string) => `
  select pass, state, count(*)::integer as count, max(late)::double precision as late
  from (
    select pass,
      case when dead then 'dead'
        when coalesce(lease_until, due_at) <= clock_timestamp() then 'due'
        when owner is not null then 'running'
        else 'delayed' end as state,
      extract(epoch from clock_timestamp() - coalesce(lease_until, due_at)) * 1000 as late
    from ${passes}
  ) as each_pass
  group by pass, state
  order by pass, state`;

/** What `Queue.depth` promises. */
export async function depth(sql: Sql, passes: string): Promise<readonly Depth[]> {
  const rows = await sql.query<Omit<Depth, 'oldestMs'> & { readonly late: number | null }>(
    counted(passes),
    [],
  );
  return rows.map(({ late, ...row }) => ({
    ...row,
    oldestMs: row.state === 'due' ? Math.max(0, Math.round(late ?? 0)) : 0,
  }));
}
