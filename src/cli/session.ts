// A short-lived connection for one command: its own mirror in a temporary folder, nothing kept.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCalls } from '../adapters/calls/calls.ts';
import { createMemoryBudget } from '../adapters/memory/budget.ts';
import { createMemoryLedger } from '../adapters/memory/ledger.ts';
import { createMemoryQueue } from '../adapters/memory/queue.ts';
import type { Outside } from '../passes/outside.ts';
import type { Log } from '../ports/log.ts';
import { systemClock } from './clock.ts';
import { connect } from './connect.ts';
import type { LoadedSettings } from './settings.ts';

/** Connects, does the work and cleans up, also when the work fails. */
export async function withSession<T>(
  loaded: LoadedSettings,
  log: Log,
  work: (outside: Outside) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'runway-'));
  try {
    const { outside, close } = await connect(loaded, {
      mirror: join(folder, 'git'),
      queue: createMemoryQueue(systemClock),
      ledger: createMemoryLedger(systemClock),
      log,
      calls: createCalls({ clock: systemClock }),
      budget: createMemoryBudget(systemClock),
    });
    try {
      return await work(outside);
    } finally {
      await close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
