// Tries again what may go through a moment later.

import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../ports/failure.ts';
import type { Timing } from './timing.ts';

export interface Repeats {
  /** Only for work that may be done twice. Failures that say `later` are tried again, all others thrown. */
  repeat<T>(signal: AbortSignal, work: (attempt: number) => Promise<T>): Promise<T>;
  /** Waits before try number `failures` + 1; throws the failure where waiting is no use. */
  waitAfter(failure: unknown, failures: number, signal: AbortSignal): Promise<void>;
}

export function createRepeats(timing: Timing): Repeats {
  const repeats: Repeats = {
    async repeat(signal, work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work(attempt);
        } catch (failure) {
          if (attempt >= timing.attempts) throw failure;
          await repeats.waitAfter(failure, attempt, signal);
        }
      }
    },
    async waitAfter(failure, failures, signal) {
      signal.throwIfAborted();
      if (!(failure instanceof Failure) || failure.retry !== 'later') throw failure;
      const asked = failure.retryAfterMs ?? 0;
      if (asked > timing.longestRetryAfterMs) throw failure;
      const longest = Math.min(timing.longestPauseMs, timing.pauseMs * 2 ** (failures - 1));
      // Jitter, so that many copies which one hiccup broke do not return all at once.
      await pause(Math.max(asked, longest * (0.5 + Math.random() / 2)), undefined, { signal });
    },
  };
  return repeats;
}
