// The bot in a process of its own: real worker, queue, ledger, passes and Git, a runtime whose operations take their time.

import { join } from 'node:path';
import { createMemoryRuntime } from '#runway/adapters/memory/runtime.js';
import { createLedger } from '#runway/adapters/postgres/ledger.js';
import { createQueue } from '#runway/adapters/postgres/queue.js';
import { openStore } from '#runway/adapters/postgres/store.js';
import type { Store } from '#runway/adapters/postgres/sql.js';
import { botWorker } from '#runway/cli/bot/worker.js';
import { systemClock } from '#runway/cli/clock.js';
import { silentLog } from '#runway/cli/log.js';
import type { Worker } from '#runway/passes/worker/worker.js';
import type { Sha } from '#runway/ports/forge.js';
import type { Ledger } from '#runway/ports/ledger.js';
import type { Queue } from '#runway/ports/queue.js';
import type { Target } from '#runway/resources/address.js';
import { attend } from '../../process/attendant.ts';
import { git } from '../../process/git.ts';
import { imagesThere } from '../../world/images.ts';
import { openResident, type Resident } from '../../world/resident.ts';
import { type Lengths, lengthsOf } from './lengths.ts';
import { arrivals, type Arrivals } from './arrivals.ts';
import { bringUp, servingVersions } from './bring-up.ts';

const HOURS_MS = 3_600_000;

interface Opened {
  readonly store: Store;
  readonly resident: Resident;
  readonly worker: Worker;
  readonly queue: Queue;
  readonly arrived: Arrivals;
  readonly bare: string;
}

let opened: Opened | null = null;

export const questions = {
  /** Every target of dev runs what the default branch has, and the bot waits for something to do. */
  async open(asked: {
    readonly bare: string;
    readonly dir: string;
    readonly lengths: Lengths;
    readonly targets: readonly Target[];
  }): Promise<number> {
    const { bare, dir, lengths, targets } = asked;
    const store = await openStore({ url: null, dir: join(dir, 'store'), log: silentLog });
    const pace = { lengthOf: (): number => 0 } as { lengthOf: ReturnType<typeof lengthsOf> };
    const runtime = createMemoryRuntime({
      clock: systemClock,
      settles: (workload, operation) => pace.lengthOf(workload, operation),
    });
    const stored = createQueue(store.sql);
    const queue: Queue = {
      ...stored,
      async request(requests) {
        await stored.request(requests);
        opened?.worker.poke();
      },
    };
    const arrived = arrivals();
    const ledger: Ledger = arrived.heard(createLedger(store.sql));
    const mirror = join(dir, 'mirror');
    const providers = [imagesThere, runtime];
    const resident = await openResident({ bare, mirror, queue, ledger, running: [], providers });
    await bringUp(resident.outside, targets);
    pace.lengthOf = lengthsOf(lengths);
    const head = await resident.outside.repository.head('main');
    if (head !== null) await ledger.setResynced(head);
    const worker = botWorker(resident.outside, { everyMs: HOURS_MS });
    opened = { store, resident, worker, queue, arrived, bare };
    worker.start();
    return (await servingVersions(resident.outside, 'dev')).size;
  },

  /**
   * Merges a prepared branch and answers when all these targets are proven: in milliseconds from the merge, with the
   * versions that serve then.
   */
  async merge({ ref, targets }: { readonly ref: string; readonly targets: readonly Target[] }) {
    if (opened === null) throw new Error('nothing is open');
    const { bare, resident, queue, arrived } = opened;
    const commit = (await git(bare, 'rev-parse', ref)) as Sha;
    const base = (await git(bare, 'rev-parse', 'refs/heads/main')) as Sha;
    const { people } = resident.forge;
    const title = 'Ship new versions';
    const number = people.open({ title, source: 'ship', author: 'alice', head: commit, base });
    const all = arrived.all(targets, commit);
    const started = performance.now();
    await git(bare, 'update-ref', 'refs/heads/main', commit);
    people.merge(number, commit);
    await queue.request([
      { pass: 'review', key: String(number) },
      { pass: 'watch', key: '*' },
    ]);
    await all;
    const ms = performance.now() - started;
    return { ms, serving: await servingVersions(resident.outside, 'dev') };
  },
};

attend(questions, async () => {
  await opened?.worker.drain();
  await opened?.resident.close();
  await opened?.store.close();
});
