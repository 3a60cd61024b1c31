// Waiting for a condition of the world outside, with a deadline and without a guess.

import { setTimeout as wait } from 'node:timers/promises';
import { lastWords } from './sandbox-words.ts';

const LOOK_EVERY_MS = 150;

/** The first answer that is not null. Throws after `patienceMs`, naming what was waited for. */
export async function eventually<T>(
  what: string | (() => string),
  look: () => Promise<T | null>,
  patienceMs = 90_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) {
      const missing = typeof what === 'string' ? what : what();
      throw new Error(`waited ${patienceMs / 1000} s for ${missing}${lastWords()}`);
    }
    await wait(LOOK_EVERY_MS);
  }
}
