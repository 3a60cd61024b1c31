// Waits for the bot to answer and for every target to have been converged once.

import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../ports/failure.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { QueuedPass } from '../../ports/queue.ts';
import { askBot } from '../api-client.ts';
import { type LoadedSettings, loadSettings } from '../settings.ts';

const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 200;

/** Throws when that takes longer than two minutes, naming what is missing. */
export async function untilSettled(
  settings: string,
  onProgress: (words: string) => void,
): Promise<void> {
  const loaded = await loadSettings(settings);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const known = await ask<Convergence>(loaded, '/api/targets');
    const passes = await ask<QueuedPass>(loaded, '/api/passes');
    // A dead one lives again at the next resync.
    const asked = passes.filter(({ pass }) => pass === 'converge');
    const all = new Set([...known.map(({ target }) => target), ...asked.map(({ key }) => key)]);
    const going = new Set([
      ...known.filter(({ outcome }) => outcome === null).map(({ target }) => target),
      ...asked.map(({ key }) => key),
    ]);
    if (known.length > 0 && going.size === 0) return;
    onProgress(
      known.length === 0
        ? 'waiting for the bot to look'
        : `deploying what Git asks for: ${all.size - going.size} of ${all.size} targets are done`,
    );
    if (Date.now() > deadline) {
      const missing = [...going].join(', ') || 'anything';
      throw new Error(`the bot has not deployed ${missing}: see bot.log`);
    }
    await wait(LOOK_EVERY_MS);
  }
}

/** Nothing while the bot does not answer yet. */
async function ask<T>(loaded: LoadedSettings, path: string): Promise<readonly T[]> {
  try {
    return (await askBot(loaded, 'GET', path)) as readonly T[];
  } catch (error) {
    if (error instanceof Failure && error.retry === 'later') return [];
    throw error;
  }
}
