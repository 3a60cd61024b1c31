// How long to wait before something that failed is tried again.

const shortestMs = 1_000;
/** How late a pass may come after what it needs is well again: people wait for it. */
const longestMs = 60_000;

/**
 * Doubles from one second to one minute with every failure in a row. `chance` is in [0, 1) and spreads the
 * waits over the upper half, so that what failed together does not come back together.
 */
export function backoffMs(failuresBefore: number, chance: number): number {
  const full = Math.min(longestMs, shortestMs * 2 ** Math.min(failuresBefore, 30));
  return Math.max(shortestMs, Math.round(full / 2 + (full / 2) * chance));
}
