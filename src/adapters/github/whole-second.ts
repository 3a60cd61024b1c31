// Comparing with GitHub's times, which have no smaller part than a second.

/** Milliseconds of the epoch. What happens later in the same second bears this time as well. */
export function wholeSecond(time: Date | string): number {
  return Math.floor(new Date(time).getTime() / 1000) * 1000;
}
