// Runs due passes one after the other, letting time pass between them.

import type { Pass } from '../../../src/passes/pass.ts';
import { run } from '../../../src/passes/worker/run.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { PassName, Queue } from '../../../src/ports/queue.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { StillClock } from './clock.ts';

export interface Runner {
  /** Runs whatever is due within this time. Throws what is a bug of ours. */
  until(time: number): Promise<void>;
}

/** A process that ends in the middle: nobody foresaw it, and it is no bug. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** More passes than any story needs: something asks for itself for ever. */
const TOO_MANY = 3_000;
const LEASE_MS = 30_000;

/** What one program has to do, and how it does it. */
export interface Work {
  readonly queue: Queue;
  readonly passes: Readonly<Record<PassName, Pass>>;
}

export function createRunner(works: readonly Work[], clock: StillClock): Runner {
  const bugs: unknown[] = [];
  const log = listening((error) => bugs.push(error));
  const context = { clock, log, leaseMs: LEASE_MS, chance: () => 0 };

  /** False: nothing of it is due. */
  async function one({ queue, passes }: Work): Promise<boolean> {
    const lease = await queue.claim('world', LEASE_MS, []);
    if (lease === null) return false;
    const stop = new AbortController().signal;
    await run(passes[lease.pass], lease, { ...context, queue, stop });
    if (bugs.length > 0) throw bugs[0];
    return true;
  }

  async function nextDue(): Promise<number> {
    const due = await Promise.all(works.map(({ queue }) => queue.nextDue([])));
    return Math.min(
      ...due.map((time) => (time === null ? Number.POSITIVE_INFINITY : Date.parse(time))),
    );
  }

  return {
    async until(time) {
      for (let runs = 0; runs < TOO_MANY; runs += 1) {
        let worked = false;
        for (const work of works) worked = (await one(work)) || worked;
        if (worked) continue;
        const due = await nextDue();
        if (due > time || due === Number.POSITIVE_INFINITY) return;
        clock.moveTo(due);
      }
      throw new Error('the passes never come to rest');
    },
  };
}

/** A log that hears of errors which are neither the world's failures nor the end of a process. */
function listening(hear: (error: unknown) => void): Log {
  const line: Log['warn'] = (_message, fields) => {
    const error = fields?.['error'];
    if (error === undefined || error instanceof Failure || error instanceof Killed) return;
    hear(error);
  };
  const log: Log = { info: () => undefined, warn: line, error: line, with: () => log };
  return log;
}
