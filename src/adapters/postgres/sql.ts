// The little that the store asks of a database driver: PGlite, or a pool of connections where there are replicas.

/** Numbered parameters, `$1`. Values are text, numbers, booleans, null. */
export type Parameter = string | number | boolean | null;

export interface Sql {
  /** One statement. Throws a Failure (RUNWAY_STORE_FAILED) when the database refuses or is gone. */
  query<Row extends object>(
    text: string,
    parameters?: readonly Parameter[],
  ): Promise<readonly Row[]>;
  /** Commits when `work` resolves, rolls back when it rejects. Inside, only the given `sql` may be used. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

export interface Store {
  readonly sql: Sql;
  close(): Promise<void>;
}

/** A driver may hand out a timestamp as a Date; the ports speak ISO 8601. */
export function iso(value: Date): string {
  return value.toISOString();
}

export function isoOrNull(value: Date | null): string | null {
  return value === null ? null : value.toISOString();
}
