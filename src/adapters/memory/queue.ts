// The queue in memory: the same promises as the one in SQL, for tests and one-off runs.

import type { Clock } from '../../ports/clock.ts';
import { laneOf } from '../../ports/lane.ts';
import type { Lease, PassRequest, Queue } from '../../ports/queue.ts';
import { currentTrace } from '../../ports/trace.ts';
import { byText } from '../../resources/text-order.ts';
import { countDepth } from './depth.ts';
import {
  type Row,
  type Running,
  completed,
  emptyRow,
  failed,
  id,
  iso,
  leaseOf,
  least,
  listed,
  nextOf,
  stateOf,
} from './queue-row.ts';

export function createMemoryQueue(clock: Clock): Queue {
  const rows = new Map<string, Row>();
  const deliveries = new Set<string>();
  let fences = 0;
  const now = () => clock.now().getTime();

  function ask(requests: readonly PassRequest[]): void {
    for (const { pass, key, dueAt } of requests) {
      const known = rows.get(id({ pass, key })) ?? emptyRow({ pass, key });
      put({
        ...known,
        dueAt: least(known.dueAt, dueAt === undefined ? now() : Date.parse(dueAt)),
        requestedAt: least(known.requestedAt, now()),
        askedAt: now(),
        trace: known.trace ?? currentTrace(),
        failures: known.dead ? 0 : known.failures,
        abandoned: known.dead ? 0 : known.abandoned,
        dead: false,
      });
    }
  }

  function put(row: Row): void {
    const idle = row.run === null && row.dueAt === null && !row.dead;
    if (idle) rows.delete(id(row));
    else rows.set(id(row), row);
  }

  /** The row of a run that nobody has taken over. */
  function ours(lease: Lease): Running | null {
    const row = rows.get(id(lease));
    if (row === undefined || row.run === null) return null;
    const { owner, fence } = row.run;
    return owner === lease.owner && fence === lease.fence ? { ...row, run: row.run } : null;
  }

  function claim(owner: string, leaseMs: number, full: readonly string[]): Lease | null {
    const [row] = open(full)
      .filter((found) => nextOf(found) <= now())
      .sort((a, b) => nextOf(a) - nextOf(b) || byText(id(a), id(b)));
    if (row === undefined) return null;
    fences += 1;
    const lease = leaseOf(row, { owner, fence: fences, at: now() });
    const later = row.dueAt !== null && row.dueAt > now();
    const { failures, fence, trace } = lease;
    const run = {
      owner,
      fence,
      until: now() + leaseMs,
      requestedAt: Date.parse(lease.requestedAt),
    };
    put({
      ...row,
      ...(later ? {} : { dueAt: null, requestedAt: null, trace: null }),
      run: { ...run, trace },
      failures,
      abandoned: lease.abandoned || row.abandoned,
    });
    return lease;
  }

  /** What may run, now or later, outside of the lanes that are full. */
  function open(full: readonly string[]): Row[] {
    return [...rows.values()].filter((row) => !row.dead && !full.includes(laneOf(row)));
  }

  function settle(lease: Lease, change: (row: Running) => Row): boolean {
    const row = ours(lease);
    if (row !== null) put(change(row));
    return row !== null;
  }

  return {
    async request(requests) {
      ask(requests);
    },
    async deliver(delivery, requests) {
      if (deliveries.has(delivery)) return false;
      deliveries.add(delivery);
      ask(requests);
      return true;
    },
    claim: async (owner, leaseMs, full) => claim(owner, leaseMs, full),
    heartbeat: async (lease, leaseMs) =>
      settle(lease, (row) => ({ ...row, run: { ...row.run, until: now() + leaseMs } })),
    complete: async (lease, again) => settle(lease, (row) => completed(row, again, now())),
    fail: async (lease, error, again) => settle(lease, (row) => failed(row, error, again)),
    async nextDue(full) {
      const due = open(full).map(nextOf);
      return due.length === 0 ? null : iso(Math.min(...due));
    },
    async depth() {
      const at = now();
      return countDepth(
        [...rows.values()].map((row) => ({
          pass: row.pass,
          state: stateOf(row, at),
          lateMs: at - nextOf(row),
        })),
      );
    },
    list: async ({ state }) =>
      [...rows.values()].map(listed).filter((row) => state === 'all' || row.state === state),
  };
}
