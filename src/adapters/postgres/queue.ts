// The queue of passes in SQL: one row per key.

import { laneOf } from '../../ports/lane.ts';
import type { Lease, PassName, PassRequest, Queue, QueuedPass } from '../../ports/queue.ts';
import { currentTrace } from '../../ports/trace.ts';
import type { ProgramName } from '../../resources/program.ts';
import { byText } from '../../resources/text-order.ts';
import { NOT_IN, claim, leaseEnd } from './claim.ts';
import { depth } from './depth.ts';
import { type Sql, isoOrNull } from './sql.ts';
import { type Tables, tablesOf } from './tables.ts';

/** How long a delivery is remembered. Forges give up repeating one within hours. */
const DELIVERIES_KEPT = '14 days';
const PRUNE_EVERY_MS = 3_600_000;
const LONGEST_ERROR = 2_000;

/**
 * The queue of one program. All times but those that callers give are the database's own, so that replicas whose clocks differ
 * agree on when a lease is over. A run whose lease is over may still end well as long as nobody has
 * claimed the key since: nobody was harmed.
 */
export function createQueue(sql: Sql, program: ProgramName = 'reconciler'): Queue {
  const tables = tablesOf(program);
  const { passes, deliveries } = tables;
  let prunedAt = 0;

  async function prune(): Promise<void> {
    if (Date.now() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = Date.now();
    await sql.query(
      `delete from ${deliveries} where at < clock_timestamp() - interval '${DELIVERIES_KEPT}'`,
    );
  }

  return {
    async request(requests) {
      if (requests.length === 0) return;
      await sql.query(`${asked(passes)} ${ON_CONFLICT}`, [rows(requests), currentTrace()]);
    },
    async deliver(delivery, requests) {
      await prune();
      const [row] = await sql.query<{ fresh: number }>(delivered(tables), [
        rows(requests),
        currentTrace(),
        delivery,
      ]);
      return row?.fresh === 1;
    },
    claim: (owner, leaseMs, full) => claim(sql, passes, { owner, leaseMs, full }),
    heartbeat: (lease, leaseMs) =>
      changed(sql, `update ${passes} set lease_until = ${leaseEnd('$5')} ${OURS}`, [
        ...proof(lease),
        leaseMs,
      ]),
    complete: (lease, again) => complete(sql, passes, { lease, again }),
    fail: (lease, error, again) =>
      changed(sql, `update ${passes} ${FAIL}`, [
        ...proof(lease),
        error.slice(0, LONGEST_ERROR),
        again,
      ]),
    nextDue: (full) => nextDue(sql, passes, full),
    depth: () => depth(sql, passes),
    list: ({ state }) => list(sql, passes, state),
  };
}

/** The requests as rows; two for one key are one, since a statement may touch a row only once. */
function rows(requests: readonly PassRequest[]): string {
  const byKey = new Map<string, PassRequest>();
  for (const request of requests) {
    const id = JSON.stringify([request.pass, request.key]);
    byKey.set(id, earlier(byKey.get(id), request));
  }
  // One order for everybody, so that two replicas never wait for each other's rows.
  const sorted = [...byKey].sort(([a], [b]) => byText(a, b));
  return JSON.stringify(
    sorted.map(([, { pass, key, dueAt }]) => ({
      pass,
      key,
      lane: laneOf({ pass, key }),
      due: dueAt,
    })),
  );
}

/** A request without a time is due now, which is earlier than any that names one in the future. */
function earlier(known: PassRequest | undefined, asked: PassRequest): PassRequest {
  if (known === undefined) return asked;
  const dueOf = ({ dueAt }: PassRequest) => (dueAt === undefined ? Date.now() : Date.parse(dueAt));
  return dueOf(known) <= dueOf(asked) ? known : asked;
}

const asked = (passes: string) => `
  insert into ${passes} as known (pass, key, lane, due_at, requested_at, asked_at, trace)
  select pass, key, lane, coalesce(due, clock_timestamp()), clock_timestamp(), clock_timestamp(),
    $2::text
  from jsonb_to_recordset($1::jsonb) as asked(pass text, key text, lane text, due timestamptz)`;

/** `least` ignores nulls. A dead pass lives again with a clean count. */
const ON_CONFLICT = `
  on conflict (pass, key) do update set
    due_at = least(known.due_at, excluded.due_at),
    requested_at = least(known.requested_at, excluded.requested_at),
    asked_at = excluded.asked_at,
    trace = coalesce(known.trace, excluded.trace),
    lane = excluded.lane,
    failures = case when known.dead then 0 else known.failures end,
    abandoned = case when known.dead then 0 else known.abandoned end,
    dead = false`;

/** One statement, so the delivery and what it asks for are stored together or not at all. */
const delivered = ({ passes, deliveries }: Tables) => `
  with fresh as (
    insert into ${deliveries} (id) values ($3) on conflict (id) do nothing returning id
  ), wanted as (
    ${asked(passes)} where exists (select 1 from fresh)
    ${ON_CONFLICT}
  )
  select count(*)::integer as fresh from fresh`;

/** The run that a lease stands for, and no other. */
const RUN = `where pass = $1 and key = $2 and owner = $3 and fence = $4`;
const OURS = `${RUN} returning 1 as ok`;

function proof({ pass, key, owner, fence }: Lease): [PassName, string, string, number] {
  return [pass, key, owner, fence];
}

async function changed(
  sql: Sql,
  text: string,
  parameters: readonly (string | number | null)[],
): Promise<boolean> {
  return (await sql.query(text, parameters)).length > 0;
}

/** A key that nothing more is asked of leaves no row behind. */
async function complete(
  sql: Sql,
  passes: string,
  { lease, again }: { readonly lease: Lease; readonly again: string | null },
): Promise<boolean> {
  if (again === null) {
    const gone = `delete from ${passes} ${RUN} and due_at is null returning 1 as ok`;
    if (await changed(sql, gone, proof(lease))) return true;
  }
  return changed(sql, `update ${passes} ${COMPLETE}`, [...proof(lease), again]);
}

const RELEASED = `owner = null, lease_until = null, run_requested_at = null, run_trace = null`;

/** Between the attempt to remove the row and this, a request may have come in: then it is kept and due. */
const COMPLETE = `
  set ${RELEASED}, failures = 0, abandoned = 0, last_error = null,
    trace = coalesce(trace, case when pass <> 'watch' then run_trace end),
    due_at = coalesce(least(due_at, $5::timestamptz), clock_timestamp()),
    requested_at = coalesce(requested_at, clock_timestamp())
  ${OURS}`;

/** Something new that was asked meanwhile keeps a pass alive that would be dead. */
const FAIL = `
  set ${RELEASED}, failures = failures + 1, last_error = $5,
    dead = $6::timestamptz is null and due_at is null,
    due_at = least(due_at, $6::timestamptz),
    requested_at = least(requested_at, run_requested_at),
    trace = coalesce(run_trace, trace)
  ${OURS}`;

async function nextDue(sql: Sql, passes: string, full: readonly string[]): Promise<string | null> {
  const [row] = await sql.query<{ next: Date | null }>(
    `select min(coalesce(lease_until, due_at)) as next from ${passes}
     where not dead and ${NOT_IN('$1')}`,
    [JSON.stringify(full)],
  );
  return isoOrNull(row?.next ?? null);
}

interface Listed {
  readonly pass: PassName;
  readonly key: string;
  readonly state: QueuedPass['state'];
  readonly due_at: Date | null;
  readonly failures: number;
  readonly last_error: string | null;
}

async function list(
  sql: Sql,
  passes: string,
  state: QueuedPass['state'] | 'all',
): Promise<readonly QueuedPass[]> {
  const found = await sql.query<Listed>(
    `select * from (
       select pass, key, due_at, failures, last_error,
         case when dead then 'dead' when owner is null then 'waiting' else 'running' end as state
       from ${passes}
     ) as listed
     where $1 = 'all' or state = $1
     order by due_at nulls first, pass, key`,
    [state],
  );
  return found.map(({ due_at: due, last_error: lastError, ...row }) => ({
    ...row,
    dueAt: isoOrNull(due),
    lastError,
  }));
}
