// A clock that stands still until a test moves it.

import type { Clock } from '../../../src/ports/clock.ts';

export interface StillClock extends Clock {
  /** Never goes back. */
  moveTo(time: number): void;
}

export function createStillClock(): StillClock {
  let at = Date.parse('2026-11-24T10:00:00Z');
  return {
    now: () => new Date(at),
    moveTo(time) {
      at = Math.max(at, time);
    },
    /** Passes take no time here, so only their end wakes whoever sleeps beside them. */
    sleep: (_ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}
