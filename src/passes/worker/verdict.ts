// What becomes of a pass that failed.

import { Failure } from '../../ports/failure.ts';
import { redactText } from '../../ports/redact.ts';
import { boundedRest } from '../../ports/retry-after.ts';
import { backoffMs } from './backoff.ts';

/** An error that nobody foresaw is a bug of ours: so many times in a row, then a person must look. */
const mostBugs = 8;

export interface Verdict {
  /** What the queue remembers and people read, without secrets. */
  readonly words: string;
  /** Null: dead, until somebody asks for it again. */
  readonly waitMs: number | null;
}

/**
 * The world's passing failures are tried again for as long as they last, not sooner than the other side asked;
 * what cannot go through until something changes is dead at once, with its message.
 */
export function verdict(error: unknown, failuresBefore: number, chance: number): Verdict {
  if (error instanceof Failure) {
    const words = `${error.code}: ${error.message} ${error.hint}`;
    if (error.retry === 'never') return { words, waitMs: null };
    // What was refused together does not come back together.
    const asked = boundedRest((error.retryAfterMs ?? 0) * (1 + chance / 10));
    return { words, waitMs: Math.max(backoffMs(failuresBefore, chance), asked) };
  }
  const words = redactText(
    error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  );
  const exhausted = failuresBefore + 1 >= mostBugs;
  return { words, waitMs: exhausted ? null : backoffMs(failuresBefore, chance) };
}
