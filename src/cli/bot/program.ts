// One program of the bot: its own queue, ledger, providers and worker on what all programs of a process share.

import type { Budget } from '../../ports/budget.ts';
import { createLedger } from '../../adapters/postgres/ledger.ts';
import { createQueue } from '../../adapters/postgres/queue.ts';
import type { Sql } from '../../adapters/postgres/sql.ts';
import { durationMs } from '../../documents/duration.ts';
import type { Outside } from '../../passes/outside.ts';
import { programs } from '../../passes/programs/programs.ts';
import type { Worker } from '../../passes/worker/worker.ts';
import type { Queue } from '../../ports/queue.ts';

import type { Metrics } from '../../server/metrics/metrics.ts';
import { botWorker } from './worker.ts';
import type { Telling, World } from '../connect/connect.ts';
import { providersOf } from '../connect/providers.ts';
import type { ProgramName } from '../../resources/program.ts';
import type { LoadedSettings } from '../settings.ts';

export interface BotProgram {
  readonly name: ProgramName;
  readonly outside: Outside;
  /** Not started yet. */
  readonly worker: Worker;
}

export interface SharedParts extends Telling {
  readonly world: World;
  readonly sql: Sql;
  readonly metrics: Metrics;
  /** Of writes to the runtime. */
  readonly budget: Budget;
}

const DEFAULT_RESYNC = '5m';

export async function botProgram(
  name: ProgramName,
  loaded: LoadedSettings,
  shared: SharedParts,
): Promise<BotProgram> {
  const { world, sql, metrics } = shared;
  const log = name === 'reconciler' ? shared.log : shared.log.with({ program: name });
  const stored = createQueue(sql, name);
  const queue: Queue = {
    ...stored,
    async request(requests) {
      await stored.request(requests);
      worker.poke();
    },
  };
  const outside: Outside = {
    ...world,
    log,
    program: programs[name],
    providers: await providersOf(name, loaded, { ...shared, log }),
    queue,
    ledger: createLedger(sql, name),
  };
  const everyMs = durationMs(loaded.settings.resync ?? DEFAULT_RESYNC);
  const worker = botWorker(outside, {
    everyMs,
    observe: (run) => metrics.passEnded(run, name),
  });
  return { name, outside, worker };
}
