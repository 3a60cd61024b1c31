// One pass in the memory queue: what is known of it, and what becomes of it.

import type { Depth, Lease, PassKey, QueuedPass } from '../../ports/queue.ts';

/** Milliseconds since the epoch throughout. */
export interface Row extends PassKey {
  readonly dueAt: number | null;
  readonly requestedAt: number | null;
  /** By the newest request. */
  readonly askedAt: number;
  readonly trace: string | null;
  readonly run: {
    readonly owner: string;
    readonly fence: number;
    readonly until: number;
    readonly requestedAt: number;
    readonly trace: string | null;
  } | null;
  readonly failures: number;
  readonly abandoned: number;
  readonly lastError: string | null;
  readonly dead: boolean;
}

export type Running = Row & { readonly run: NonNullable<Row['run']> };

export function emptyRow(key: PassKey): Row {
  return {
    ...key,
    dueAt: null,
    requestedAt: null,
    askedAt: 0,
    trace: null,
    run: null,
    failures: 0,
    abandoned: 0,
    lastError: null,
    dead: false,
  };
}

/** A run that was never settled counts as failed, and what it was to answer is answered now. */
export function leaseOf(row: Row, to: { owner: string; fence: number; at: number }): Lease {
  const { pass, key, run } = row;
  const lost = run === null ? 0 : 1;
  return {
    pass,
    key,
    owner: to.owner,
    fence: to.fence,
    failures: row.failures + lost,
    abandoned: (row.abandoned + lost) * lost,
    requestedAt: iso(least(run?.requestedAt ?? null, row.requestedAt) ?? to.at),
    askedMsAgo: to.at - row.askedAt,
    waitedMs: Math.max(0, to.at - nextOf(row)),
    trace: run?.trace ?? row.trace,
  };
}

export function completed(row: Running, again: string | null, at: number): Row {
  const dueAt = least(row.dueAt, again === null ? null : Date.parse(again));
  const requestedAt = dueAt === null ? null : (row.requestedAt ?? at);
  const trace = row.trace ?? (row.pass === 'watch' ? null : row.run.trace);
  const clean = { failures: 0, abandoned: 0, lastError: null };
  return { ...row, ...clean, run: null, dueAt, requestedAt, trace };
}

export function failed(row: Running, error: string, again: string | null): Row {
  return {
    ...row,
    run: null,
    dueAt: least(row.dueAt, again === null ? null : Date.parse(again)),
    requestedAt: least(row.requestedAt, row.run.requestedAt),
    trace: row.run.trace ?? row.trace,
    failures: row.failures + 1,
    lastError: error,
    dead: again === null && row.dueAt === null,
  };
}

export function listed({ pass, key, dueAt, run, dead, failures, lastError }: Row): QueuedPass {
  const alive = run === null ? 'waiting' : 'running';
  const state = dead ? 'dead' : alive;
  return { pass, key, state, dueAt: dueAt === null ? null : iso(dueAt), failures, lastError };
}

export function stateOf(row: Row, at: number): Depth['state'] {
  if (row.dead) return 'dead';
  if (nextOf(row) <= at) return 'due';
  return row.run === null ? 'delayed' : 'running';
}

/** When a row can be claimed. */
export function nextOf({ run, dueAt }: Row): number {
  return run?.until ?? dueAt ?? Number.POSITIVE_INFINITY;
}

export function id({ pass, key }: PassKey): string {
  return JSON.stringify([pass, key]);
}

export function least(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
