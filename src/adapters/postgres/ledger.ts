// The ledger in SQL: entries are added, never changed; what is so now is folded from them.

import type { Outcome } from '../../plan/outcome.ts';
import type { Convergence, Ledger, NewConvergence } from '../../ports/ledger.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Target } from '../../resources/address.ts';
import type { Digest } from '../../resources/kinds.ts';
import type { ProgramName } from '../../resources/program.ts';
import { type Entry, type Event, fold } from './fold.ts';
import { type Sql, iso } from './sql.ts';
import { tablesOf } from './tables.ts';
import { tally } from './tally.ts';

/** The entries of one program, and where they are read and written. */
interface Book {
  readonly sql: Sql;
  readonly entries: string;
}

/** The ledger of one program. */
export function createLedger(sql: Sql, program: ProgramName = 'reconciler'): Ledger {
  const { entries, pins, facts } = tablesOf(program);
  const book: Book = { sql, entries };
  return {
    begin: (start, by) => sql.transaction((inside) => begin({ sql: inside, entries }, start, by)),
    tried: (id, revision) => addTo(book, id, { type: 'tried', data: { revision } }),
    progressed: (id, progress) => addTo(book, id, { type: 'progressed', data: { progress } }),
    async ended(id, outcome) {
      await addTo(book, id, { type: 'ended', data: { outcome } });
      return convergence(book, id);
    },
    recorded: (id, state) => addTo(book, id, { type: 'recorded', data: { state } }),
    latest: (target) => latest(book, target),
    history: (target, limit) => newestFirst(book, newest(entries), [target, limit]),
    all: () => newestFirst(book, newestOfEach(entries), []),
    tally: () => tally(sql, entries),
    async pin(image, version, digest, commit) {
      await sql.query(
        `insert into ${pins} (image, version, digest, commit) values ($1, $2, $3, $4)
         on conflict (image, version) do nothing`,
        [image, version, digest, commit],
      );
    },
    async pinned(image, version) {
      const [pin] = await sql.query<{ digest: Digest; commit: string | null }>(
        `select digest, commit from ${pins} where image = $1 and version = $2`,
        [image, version],
      );
      return pin ?? null;
    },
    async resynced() {
      const [fact] = await sql.query<{ value: string }>(
        `select value from ${facts} where name = 'resynced'`,
      );
      return (fact?.value as Sha | undefined) ?? null;
    },
    async setResynced(commit) {
      await sql.query(
        `insert into ${facts} (name, value) values ('resynced', $1)
         on conflict (name) do update set value = excluded.value, at = clock_timestamp()`,
        [commit],
      );
    },
  };
}

/** The lock makes two beginnings of one target wait for each other, so that only one stays under way. */
async function begin(book: Book, start: NewConvergence, by: string): Promise<Convergence> {
  const { sql, entries } = book;
  const { target, ...data } = start;
  await sql.query('select pg_advisory_xact_lock(hashtext($1))', [`ledger ${target}`]);
  const before = await latest(book, target);
  if (before !== null && before.outcome === null) {
    const outcome: Outcome = { type: 'superseded', by };
    await addTo(book, before.id, { type: 'ended', data: { outcome } });
  }
  const [row] = await sql.query<{ id: number | string }>(
    `insert into ${entries} (target, convergence, type, data)
     values ($1, nextval('convergences'), 'begun', $2::jsonb) returning convergence as id`,
    [target, JSON.stringify(data)],
  );
  return convergence(book, Number(row?.id));
}

/** Says nothing twice: an entry equal to the last of its type is not added again. */
const added = (entries: string) => `
  insert into ${entries} (target, convergence, type, data)
  select target, convergence, $2, $3::jsonb
  from ${entries} where convergence = $1 and type = 'begun'
    and $3::jsonb is distinct from (
      select data from ${entries} where convergence = $1 and type = $2 order by id desc limit 1
    )`;

async function addTo({ sql, entries }: Book, id: number, { type, data }: Event): Promise<void> {
  await sql.query(added(entries), [id, type, JSON.stringify(data)]);
}

async function latest(book: Book, target: Target): Promise<Convergence | null> {
  const [found] = await newestFirst(book, newest(book.entries), [target, 1]);
  return found ?? null;
}

const newest = (entries: string) => `
  select convergence from ${entries} where target = $1 and type = 'begun'
  order by convergence desc limit $2::integer`;

const newestOfEach = (entries: string) =>
  `select max(convergence) from ${entries} where type = 'begun' group by target`;

interface Row {
  readonly at: Date;
  readonly target: Target;
  /** Drivers differ: a number, or its digits. */
  readonly convergence: number | string;
  readonly type: Event['type'];
  readonly data: unknown;
}

async function newestFirst(
  { sql, entries }: Book,
  which: string,
  parameters: readonly (string | number)[],
): Promise<readonly Convergence[]> {
  const rows = await sql.query<Row>(
    `select at, target, convergence, type, data from ${entries}
     where convergence in (${which}) order by id`,
    parameters,
  );
  const grouped = new Map<number, Entry[]>();
  for (const found of rows.map(entry)) {
    grouped.set(found.convergence, [...(grouped.get(found.convergence) ?? []), found]);
  }
  return [...grouped.values()]
    .map(fold)
    .filter((found) => found !== null)
    .sort((a, b) => b.id - a.id);
}

/** Only this file writes entries, so a row's data has the shape that its type says. */
function entry(row: Row): Entry {
  return { ...row, at: iso(row.at), convergence: Number(row.convergence) } as Entry;
}

async function convergence(book: Book, id: number): Promise<Convergence> {
  const [found] = await newestFirst(book, 'select $1::bigint', [id]);
  if (found === undefined) throw new Error(`The ledger holds no convergence ${id}.`);
  return found;
}
