// Requests that are told of, left out while Vault asked for rest, and sent again where that may help.

import type { Calls } from '../../../ports/calls.ts';
import type { Clock } from '../../../ports/clock.ts';
import { Failure } from '../../../ports/failure.ts';
import { resting, type Failing } from '../failures.ts';
import { VaultAnswer } from './node-vault.ts';
import { Unanswered } from './transport.ts';

export interface AskingOptions {
  /** Of Vault, as requests are counted. */
  readonly host: string;
  readonly calls: Calls;
  readonly clock: Clock;
  readonly timing: Timing;
}

export interface Timing {
  /** Milliseconds for one request with its answer. */
  readonly deadlineMs: number;
  /** How often a request is sent in all. */
  readonly attempts: number;
  /** The first pause is up to this long, each following one up to twice as long. */
  readonly pauseMs: number;
  /** Who asks for more patience than this is left for a later pass. */
  readonly longestPauseMs: number;
}

export const usualTiming: Timing = {
  deadlineMs: 10_000,
  attempts: 4,
  pauseMs: 250,
  longestPauseMs: 5_000,
};

/**
 * Only for what may be done twice, which is all that Runway does in Vault: it reads, logs in, and writes what a thing
 * is to be. Throws what `send` threw last, or a Failure while Vault is left alone.
 */
export type Ask = <T>(send: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** Who said nothing for a whole deadline is not waited for by everybody else as well. */
const SILENT_REST_MS = 5_000;

export function createAsk(options: AskingOptions): Ask {
  const { calls, clock, host, timing } = options;
  return async (send, signal) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(options, send);
      } catch (error) {
        const waitMs = pauseAfter(error, attempt, timing);
        if (waitMs === null || attempt >= timing.attempts || !calls.mayRepeat(host)) throw error;
        await clock.sleep(waitMs, signal);
        signal.throwIfAborted();
      }
    }
  };
}

async function once<T>({ calls, host }: AskingOptions, send: () => Promise<T>): Promise<T> {
  const restMs = calls.restMs(host);
  if (restMs > 0) throw resting(host, restMs);
  const sent = performance.now();
  const ended = (code: string): void => calls.ended({ host, code, ms: performance.now() - sent });
  try {
    const answer = await send();
    ended('200');
    calls.answered(host);
    return answer;
  } catch (error) {
    if (error instanceof Unanswered) {
      ended(error.late ? 'timeout' : 'no connection');
      if (error.late) calls.leaveAlone(host, SILENT_REST_MS);
    } else if (error instanceof VaultAnswer) {
      ended(String(error.status));
      if (error.retryAfterMs === null) calls.answered(host);
      else calls.leaveAlone(host, error.retryAfterMs);
    } else ended('cancelled');
    throw error;
  }
}

/** Milliseconds until another try; null where it would not help. */
function pauseAfter(error: Failing, attempt: number, timing: Timing): number | null {
  if (error instanceof Failure || !passes(error)) return null;
  const asked = error instanceof VaultAnswer ? (error.retryAfterMs ?? 0) : 0;
  if (asked > timing.longestPauseMs) return null;
  const longest = Math.min(timing.longestPauseMs, timing.pauseMs * 2 ** (attempt - 1));
  // Jitter, so that many who one hiccup struck do not come back all at once.
  return Math.max(asked, longest * (0.5 + Math.random() / 2));
}

/** A deadline was patience enough, and a seal is broken by people. */
function passes(error: Failing): boolean {
  if (error instanceof Unanswered) return !error.late;
  if (!(error instanceof VaultAnswer)) return false;
  if (error.errors.some((words) => /sealed/i.test(words))) return false;
  return [412, 429].includes(error.status) || error.status >= 500;
}
