// Taking a pass: the one statement that decides who runs what.

import type { Lease, PassName } from '../../ports/queue.ts';
import { type Sql, iso } from './sql.ts';

export const leaseEnd = (ms: string) =>
  `clock_timestamp() + ${ms}::integer * interval '1 millisecond'`;

/** Lanes that a JSON array does not name. */
export const NOT_IN = (lanes: string) =>
  `lane <> all (array(select jsonb_array_elements_text(${lanes}::jsonb)))`;

/**
 * The lock on the row makes two claims of one key impossible, and skipping locked ones keeps claims from waiting for
 * each other. A request that is due later than now stays for a run of its own.
 */
const claimed = (passes: string) => `
  with found as materialized (
    select pass, key, owner is not null as taken_over,
      extract(epoch from clock_timestamp() - coalesce(lease_until, due_at)) * 1000 as waited
    from ${passes}
    where not dead and coalesce(lease_until, due_at) <= clock_timestamp() and ${NOT_IN('$3')}
    order by coalesce(lease_until, due_at), pass, key
    limit 1
    for update skip locked
  )
  update ${passes} as known set
    owner = $1,
    lease_until = ${leaseEnd('$2')},
    fence = nextval('fences'),
    run_requested_at = least(run_requested_at, requested_at),
    run_trace = coalesce(run_trace, trace),
    due_at = case when due_at > clock_timestamp() then due_at end,
    requested_at = case when due_at > clock_timestamp() then requested_at end,
    trace = case when due_at > clock_timestamp() then trace end,
    failures = failures + taken_over::integer,
    abandoned = abandoned + taken_over::integer
  from found where known.pass = found.pass and known.key = found.key
  returning known.pass, known.key, fence, failures, run_trace,
    abandoned * taken_over::integer as abandoned,
    coalesce(extract(epoch from clock_timestamp() - asked_at) * 1000, 0)::double precision as ago,
    coalesce(run_requested_at, clock_timestamp()) as requested,
    found.waited::double precision as waited`;

interface Claimed {
  readonly pass: PassName;
  readonly key: string;
  /** Drivers differ: a number, or its digits. */
  readonly fence: number | string;
  readonly failures: number;
  readonly abandoned: number;
  readonly run_trace: string | null;
  readonly ago: number;
  readonly requested: Date;
  readonly waited: number;
}

/** What `Queue.claim` promises. */
export async function claim(
  sql: Sql,
  passes: string,
  by: { readonly owner: string; readonly leaseMs: number; readonly full: readonly string[] },
): Promise<Lease | null> {
  const { owner, leaseMs, full } = by;
  const [row] = await sql.query<Claimed>(claimed(passes), [owner, leaseMs, JSON.stringify(full)]);
  if (row === undefined) return null;
  const { pass, key, failures, abandoned } = row;
  return {
    pass,
    key,
    owner,
    fence: Number(row.fence),
    failures,
    abandoned,
    requestedAt: iso(row.requested),
    askedMsAgo: Math.max(0, row.ago),
    waitedMs: Math.max(0, Math.round(row.waited)),
    trace: row.run_trace,
  };
}
