// The resident bot in a process of its own, to see what it holds: real store, real Git, real passes, ends in memory.

import { join } from 'node:path';
import { createLedger } from '#runway/adapters/postgres/ledger.js';
import { createQueue } from '#runway/adapters/postgres/queue.js';
import { openStore } from '#runway/adapters/postgres/store.js';
import type { Store } from '#runway/adapters/postgres/sql.js';
import { botWorker } from '#runway/cli/bot/worker.js';
import { silentLog } from '#runway/cli/log.js';
import { createWatch } from '#runway/passes/watch/watch.js';
import { attend } from '../../process/attendant.ts';
import type { PreparedChange } from '../../repository/generate.ts';
import { checkReviewed, openChange, review } from '../../world/change.ts';
import { leaseOf } from '../../world/lease.ts';
import { openResident, type Resident } from '../../world/resident.ts';

const MIB = 2 ** 20;
const HOURS_MS = 3_600_000;

export interface Held {
  /** MiB of the whole process, the embedded store included. */
  readonly rss: number;
  /** MiB of JavaScript objects that are in use. */
  readonly heap: number;
}

interface Opened {
  readonly store: Store;
  readonly resident: Resident;
  readonly bare: string;
  readonly workloads: number;
  readonly changes: readonly PreparedChange[];
}

let opened: Opened | null = null;

export const questions = {
  /** Everything that `runway serve` loads and opens; nothing has been asked of it yet. */
  async open(asked: Omit<Opened, 'store' | 'resident'> & { readonly dir: string }): Promise<Held> {
    const { bare, workloads, changes, dir } = asked;
    const store = await openStore({ url: null, dir: join(dir, 'store'), log: silentLog });
    const resident = await openResident({
      bare,
      mirror: join(dir, 'mirror'),
      queue: createQueue(store.sql),
      ledger: createLedger(store.sql),
      running: changes.map(({ target }) => target),
    });
    // Only loaded, as in the bot: its passes are run by hand here, so that it is known when they are over.
    await botWorker(resident.outside, { everyMs: HOURS_MS }).drain();
    opened = { store, resident, bare, workloads, changes };
    return held();
  },

  /** A resync without a record of an earlier one: everything is read, and everything is asked for. */
  async resync(): Promise<Held & { readonly asked: number }> {
    const { resident } = ready();
    const lease = await leaseOf({ pass: 'watch', key: '*' });
    const watch = createWatch(resident.outside, { everyMs: HOURS_MS });
    await watch(lease, new AbortController().signal);
    const asked = (await resident.outside.queue.list({ state: 'all' })).filter(
      ({ pass }) => pass === 'converge',
    ).length;
    return { ...held(), asked };
  },

  /** So many merge requests, one after the other. */
  async reviews({ count }: { readonly count: number }): Promise<Held> {
    const { resident, bare, workloads, changes } = ready();
    for (let at = 0; at < count; at += 1) {
      const place = at % changes.length;
      const change = changes[place];
      if (change === undefined) throw new Error('no change was prepared');
      const step = 1 + Math.floor(place / workloads);
      const reviewed = await openChange(resident, bare, { change, step });
      await review(resident, reviewed);
      checkReviewed(resident, reviewed);
    }
    return held();
  },
};

function ready(): Opened {
  if (opened === null) throw new Error('nothing is open');
  return opened;
}

/** After a collection: what only waits for one is not held. */
function held(): Held {
  if (globalThis.gc === undefined) throw new Error('started without --expose-gc');
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: rss / MIB, heap: heapUsed / MIB };
}

attend(questions, async () => {
  await opened?.resident.close();
  await opened?.store.close();
});
