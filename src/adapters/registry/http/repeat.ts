// Tries again what may go through a moment later.

import { setTimeout as pause } from 'node:timers/promises';
import type { Calls } from '../../../ports/calls.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Repository } from '../endpoint.ts';
import type { Timing } from './timing.ts';

export interface Repeated {
  /** Whose budget of repeats it uses. */
  readonly host: string;
  readonly signal: AbortSignal;
  /** Milliseconds after which it is not tried again; left out: as often as may be. */
  readonly patienceMs?: number;
}

export interface Repeats {
  /** Only for work that may be done twice. Failures that say `later` are tried again, all others thrown. */
  repeat<T>(how: Repeated, work: (attempt: number) => Promise<T>): Promise<T>;
  /** The same for what is small: not tried again once patience is over. */
  whole<T>(repository: Repository, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Waits before try number `failures` + 1; throws the failure where waiting is no use. */
  waitAfter(failure: unknown, failures: number, signal: AbortSignal): Promise<void>;
}

export function createRepeats(timing: Timing, calls: Calls): Repeats {
  const repeats: Repeats = {
    async repeat({ host, signal, patienceMs = Number.POSITIVE_INFINITY }, work) {
      const began = performance.now();
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work(attempt);
        } catch (failure) {
          if (!(failure instanceof Failure) || failure.retry !== 'later') throw failure;
          const late = performance.now() - began >= patienceMs;
          if (attempt >= timing.attempts || late || !calls.mayRepeat(host)) throw failure;
          await repeats.waitAfter(failure, attempt, signal);
        }
      }
    },
    whole({ origin }, signal, work) {
      const { host } = new URL(origin);
      return repeats.repeat({ host, signal, patienceMs: timing.patienceMs }, work);
    },
    async waitAfter(failure, failures, signal) {
      signal.throwIfAborted();
      if (!(failure instanceof Failure) || failure.retry !== 'later') throw failure;
      const asked = failure.retryAfterMs ?? 0;
      if (asked > timing.longestRetryAfterMs) throw failure;
      const longest = Math.min(timing.longestPauseMs, timing.pauseMs * 2 ** (failures - 1));
      // Jitter, so that many copies which one hiccup broke do not return all at once.
      const waitMs = Math.max(asked, longest * (0.5 + Math.random() / 2));
      await pause(waitMs, undefined, { signal: AbortSignal.any([signal]) });
    },
  };
  return repeats;
}
