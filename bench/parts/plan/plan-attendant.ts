// The resident process in which warm plans are measured.

import { join } from 'node:path';
import { createMemoryLedger } from '#runway/adapters/memory/ledger.js';
import { createMemoryQueue } from '#runway/adapters/memory/queue.js';
import { systemClock } from '#runway/cli/clock.js';
import { attend } from '../../process/attendant.ts';
import { git } from '../../process/git.ts';
import type { PreparedChange } from '../../repository/generate.ts';
import { checkReviewed, openChange, review } from '../../world/change.ts';
import { openResident, type Resident } from '../../world/resident.ts';

export interface WarmPlan {
  /** Milliseconds of the pass, from claim to published comment. */
  readonly whole: number;
  /** Of these, without the time in which it waited for Git. */
  readonly own: number;
  /** Milliseconds of processor time of this process; Git's own processes are not in it. */
  readonly processor: number;
  readonly gitCalls: number;
}

interface Prepared {
  readonly resident: Resident;
  readonly bare: string;
  readonly mirror: string;
  readonly changes: readonly PreparedChange[];
  readonly workloads: number;
}

let prepared: Prepared | null = null;

export const questions = {
  /** Opens the mirror and reads everything once, as the first resync does. */
  async prepare(asked: Omit<Prepared, 'resident' | 'mirror'> & { readonly dir: string }) {
    const { bare, dir, changes, workloads } = asked;
    const mirror = join(dir, 'mirror');
    const resident = await openResident({
      bare,
      mirror,
      queue: createMemoryQueue(systemClock),
      ledger: createMemoryLedger(systemClock),
      running: [...new Set(changes.map(({ target }) => target))],
    });
    const head = await resident.outside.repository.head('main');
    const catalogue = await resident.outside.desired.catalogue(head ?? '');
    prepared = { resident, bare, mirror, changes, workloads };
    return [...catalogue.values()].length;
  },

  async plan({ at }: { readonly at: number }): Promise<WarmPlan> {
    const { resident, bare, changes, workloads } = ready();
    const change = changes[at];
    if (change === undefined) throw new Error(`no change ${at} was prepared`);
    const step = 1 + Math.floor(at / workloads);
    const opened = await openChange(resident, bare, { change, step });
    resident.git.reset();
    const processor = process.cpuUsage();
    const started = performance.now();
    await review(resident, opened);
    const whole = performance.now() - started;
    const { user, system } = process.cpuUsage(processor);
    const spent = resident.git.spent();
    checkReviewed(resident, opened);
    return {
      whole,
      own: whole - spent.ms,
      processor: (user + system) / 1_000,
      gitCalls: spent.calls,
    };
  },

  /** The Git commands that such a plan cannot do without, one after the other and with nothing around them. */
  async bareGit({ at }: { readonly at: number }): Promise<number> {
    const { bare, mirror, changes } = ready();
    const commit = changes[at]?.commit ?? '';
    await git(bare, 'update-ref', `refs/heads/floor-${at}`, commit);
    const started = performance.now();
    await git(mirror, 'fetch', '--quiet', '--no-tags', bare, '+refs/heads/*:refs/heads/*');
    const main = await git(mirror, 'rev-parse', 'refs/heads/main');
    const tree = await git(mirror, 'merge-tree', '--write-tree', main, commit);
    const difference = await git(mirror, 'diff-tree', '-r', main, tree);
    const ms = performance.now() - started;
    if (difference.split('\n').length !== 1) throw new Error(`not one file differs: ${difference}`);
    return ms;
  },
};

function ready(): Prepared {
  if (prepared === null) throw new Error('nothing was prepared');
  return prepared;
}

attend(questions, async () => prepared?.resident.close());
