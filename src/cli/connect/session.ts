// A short-lived connection for one command: its own mirror in a temporary folder, nothing kept.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCalls } from '../../adapters/calls/calls.ts';
import { createMemoryBudget } from '../../adapters/memory/budget.ts';
import { createMemoryLedger } from '../../adapters/memory/ledger.ts';
import { createMemoryQueue } from '../../adapters/memory/queue.ts';
import type { Outside } from '../../passes/outside.ts';
import { programs } from '../../passes/programs/programs.ts';
import type { Log } from '../../ports/log.ts';

import { systemClock } from '../clock.ts';
import { connect, type Connected, type Telling } from './connect.ts';
import type { ProgramName } from '../../resources/program.ts';
import { identitiesOf } from './google.ts';
import { providersOf } from './providers.ts';
import type { LoadedSettings } from '../settings.ts';

/** Connects, does the work and cleans up, also when the work fails. */
export async function withSession<T>(
  loaded: LoadedSettings,
  log: Log,
  work: (outside: Outside) => Promise<T>,
  program: ProgramName = 'reconciler',
): Promise<T> {
  return withConnection(loaded, log, async ({ world, telling }) => {
    const budget = createMemoryBudget(systemClock);
    return work({
      ...world,
      program: programs[program],
      providers: await providersOf(program, loaded, { ...telling, budget }),
      queue: createMemoryQueue(systemClock),
      ledger: createMemoryLedger(systemClock),
    });
  });
}

/** The same without a program. */
export async function withConnection<T>(
  loaded: LoadedSettings,
  log: Log,
  work: (connected: Connected & { readonly telling: Telling }) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'runway-'));
  try {
    const calls = createCalls({ clock: systemClock });
    const telling = { log, calls, identities: await identitiesOf(loaded, calls) };
    const connected = await connect(loaded, { ...telling, mirror: join(folder, 'git') });
    try {
      return await work({ ...connected, telling });
    } finally {
      await connected.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
