// The schema of the store, one numbered step after another. A step that was released is never changed.

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** One statement each: extended-protocol drivers take no more. */
  readonly statements: readonly string[];
}

/**
 * A row of `passes` is one key. `owner` and `lease_until` are set while it runs; `due_at` is when it is asked to
 * run (next). The primary key is what makes two runs of one key impossible. Fences come from a sequence, so
 * that they count up even over a row that was removed and made again.
 */
const PASSES: readonly string[] = [
  `create sequence fences`,
  `create table passes (
     pass text not null,
     key text not null,
     due_at timestamptz,
     requested_at timestamptz,
     owner text,
     lease_until timestamptz,
     run_requested_at timestamptz,
     fence bigint not null default 0,
     failures integer not null default 0,
     last_error text,
     dead boolean not null default false,
     primary key (pass, key),
     check ((owner is null) = (lease_until is null))
   )`,
  `create index passes_next on passes ((coalesce(lease_until, due_at))) where not dead`,
  `create table deliveries (
     id text primary key,
     at timestamptz not null default clock_timestamp()
   )`,
  `create index deliveries_at on deliveries (at)`,
];

/** `entries` only ever grows; `convergence` groups the entries of one converging. */
const LEDGER: readonly string[] = [
  `create sequence convergences`,
  `create table entries (
     id bigint generated always as identity primary key,
     at timestamptz not null default clock_timestamp(),
     target text not null,
     convergence bigint not null,
     type text not null,
     data jsonb not null
   )`,
  `create index entries_convergence on entries (convergence, id)`,
  `create index entries_target on entries (target, convergence) where type = 'begun'`,
  `create table pins (
     image text not null,
     version text not null,
     digest text not null,
     commit text,
     at timestamptz not null default clock_timestamp(),
     primary key (image, version)
   )`,
  `create table facts (
     name text primary key,
     value text not null,
     at timestamptz not null default clock_timestamp()
   )`,
];

/**
 * `lane` is which places a pass takes, `trace` what set it off, `abandoned` how many runs in a row ended with their
 * process. The defaults serve the version before this one, which may go on beside it while replicas are exchanged.
 */
const SHARED_WORK: readonly string[] = [
  `alter table passes
     add column lane text not null default '',
     add column trace text,
     add column run_trace text,
     add column abandoned integer not null default 0`,
  `update passes set lane = case
     when pass in ('review', 'watch') then pass
     when split_part(key, '/', 1) in ('review', 'watch') then split_part(key, '/', 1) || '/'
     else split_part(key, '/', 1) end`,
  `create table budgets (
     name text primary key,
     spent_until timestamptz not null
   )`,
];

/** When the newest request for a key was made; unknown for those that the version before this one made. */
const NEWEST_REQUEST: readonly string[] = [`alter table passes add column asked_at timestamptz`];

/**
 * The second program's own tables, like the first's. Whoever changes one of these shapes changes both: a bot of the
 * version before, which may go on beside, neither sees nor runs anything in them.
 */
const SECOND_PROGRAM: readonly string[] = ['passes', 'deliveries', 'entries', 'pins', 'facts'].map(
  (table) => `create table provisioner_${table} (like ${table} including all)`,
);

export const migrations: readonly Migration[] = [
  { number: 1, name: 'passes and deliveries', statements: PASSES },
  { number: 2, name: 'ledger', statements: LEDGER },
  { number: 3, name: 'lanes, traces and budgets', statements: SHARED_WORK },
  { number: 4, name: 'newest request', statements: NEWEST_REQUEST },
  { number: 5, name: 'tables of the provisioner', statements: SECOND_PROGRAM },
];
