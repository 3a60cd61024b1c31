// Waits for the bot to answer and for every target to have been converged once.

import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../ports/failure.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { askBot } from '../api-client.ts';
import { loadSettings } from '../settings.ts';

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
    const known = await remembered(loaded);
    const ended = known.filter(({ outcome }) => outcome !== null);
    if (known.length > 0 && ended.length === known.length) return;
    onProgress(`deploying what Git asks for: ${ended.length} of ${known.length} targets serve`);
    if (Date.now() > deadline) {
      const missing = known.filter(({ outcome }) => outcome === null).map(({ target }) => target);
      throw new Error(`the bot has not deployed ${missing.join(', ') || 'anything'}: see bot.log`);
    }
    await wait(LOOK_EVERY_MS);
  }
}

async function remembered(
  loaded: Awaited<ReturnType<typeof loadSettings>>,
): Promise<readonly Convergence[]> {
  try {
    return (await askBot(loaded, 'GET', '/api/targets')) as readonly Convergence[];
  } catch (error) {
    if (error instanceof Failure && error.retry === 'later') return [];
    throw error;
  }
}
