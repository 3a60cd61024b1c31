// What a pass could do without and could not see is looked at again: else what it has written stays half blind.

import type { Failure } from '../ports/failure.ts';

const SOONEST_MS = 20_000;

/** In how many milliseconds; null where none of the failures passes by itself. */
export function lookAgainMs(failures: readonly Failure[]): number | null {
  const passing = failures.filter(({ retry }) => retry === 'later');
  if (passing.length === 0) return null;
  return Math.max(SOONEST_MS, ...passing.map(({ retryAfterMs }) => retryAfterMs ?? 0));
}

const LATEST_MS = 10 * 60_000;

/**
 * What a merge request needs from outside of Git (an image, a secret) may be there at any time: looked for soon at
 * first, and less often the longer nothing has happened to it.
 */
export function missingAgainMs(quietMs: number): number {
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, quietMs / 4));
}

/** The soonest of several waits; null for none. */
export function soonest(waits: readonly (number | null)[]): number | null {
  const known = waits.flatMap((ms) => ms ?? []);
  return known.length === 0 ? null : Math.min(...known);
}
