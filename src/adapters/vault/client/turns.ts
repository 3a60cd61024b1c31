// A whole environment is thousands of reads: they take turns, and their deadlines begin with their turn.

/** First come, first served. */
export function inTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let going = 0;
  return async (work) => {
    if (going >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else going += 1;
    try {
      return await work();
    } finally {
      // The turn passes on, so that nobody who comes new is before who waits.
      const next = waiting.shift();
      if (next === undefined) going -= 1;
      else next();
    }
  };
}
