// Runs due passes one after the other, letting time pass between them.

import type { Pass } from '../../../src/passes/pass.ts';
import { run } from '../../../src/passes/run.ts';
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

export function createRunner(parts: {
  readonly queue: Queue;
  readonly passes: Readonly<Record<PassName, Pass>>;
  readonly clock: StillClock;
}): Runner {
  const { queue, passes, clock } = parts;
  const bugs: unknown[] = [];
  const log = listening((error) => bugs.push(error));
  const context = { queue, clock, log, leaseMs: LEASE_MS, chance: () => 0 };
  return {
    async until(time) {
      for (let runs = 0; runs < TOO_MANY; runs += 1) {
        const lease = await queue.claim('world', LEASE_MS, []);
        if (lease !== null) {
          const stop = new AbortController().signal;
          await run(passes[lease.pass], lease, { ...context, stop });
          if (bugs.length > 0) throw bugs[0];
          continue;
        }
        const due = await queue.nextDue([]);
        if (due === null || Date.parse(due) > time) return;
        clock.moveTo(Date.parse(due));
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
