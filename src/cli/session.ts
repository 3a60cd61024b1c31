// A short-lived connection for one command: its own mirror in a temporary folder, nothing kept.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCalls } from '../adapters/calls/calls.ts';
import { createMemoryBudget } from '../adapters/memory/budget.ts';
import { createMemoryLedger } from '../adapters/memory/ledger.ts';
import { createMemoryQueue } from '../adapters/memory/queue.ts';
import type { Outside } from '../passes/outside.ts';
import { programs } from '../passes/programs/programs.ts';
import type { Log } from '../ports/log.ts';

import { systemClock } from './clock.ts';
import { connect } from './connect.ts';
import type { ProgramName } from '../resources/program.ts';
import { identitiesOf } from './connect-google.ts';
import { providersOf } from './providers.ts';
import type { LoadedSettings } from './settings.ts';

/** Connects, does the work and cleans up, also when the work fails. */
export async function withSession<T>(
  loaded: LoadedSettings,
  log: Log,
  work: (outside: Outside) => Promise<T>,
  program: ProgramName = 'reconciler',
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'runway-'));
  try {
    const calls = createCalls({ clock: systemClock });
    const own = { log, calls, identities: await identitiesOf(loaded, calls) };
    const { world, close } = await connect(loaded, { ...own, mirror: join(folder, 'git') });
    try {
      const budget = createMemoryBudget(systemClock);
      return await work({
        ...world,
        program: programs[program],
        providers: await providersOf(program, loaded, { ...own, budget }),
        queue: createMemoryQueue(systemClock),
        ledger: createMemoryLedger(systemClock),
      });
    } finally {
      await close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
