// Waits for a condition, not for a time.

import { setTimeout as wait } from 'node:timers/promises';

const LOOK_EVERY_MS = 150;

/** The first answer that is not null. Throws after `patienceMs`, saying what was waited for. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null>,
  patienceMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s for ${what}`);
    await wait(LOOK_EVERY_MS);
  }
}
