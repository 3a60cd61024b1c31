// Takes turns: what touches the mirror's branches runs one after another, and fetches are shared.

export interface Turns {
  /** Runs when all that came before has ended, well or not. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    alone<T>(work: () => Promise<T>): Promise<T> {
      const result = last.then(work, work);
      last = result.catch(() => undefined);
      return result;
    },
  };
}

/**
 * Calls share the run that has not begun yet. One that is under way may have looked before the
 * caller's reason arose, so whoever comes meanwhile shares the next. A caller that can do with a run
 * that went well and began at most `maxAgeMs` ago gets none.
 */
export function shared(
  turns: Turns,
  work: () => Promise<void>,
): (maxAgeMs?: number) => Promise<void> {
  let next: Promise<void> | null = null;
  let newest = Number.NEGATIVE_INFINITY;
  return (maxAgeMs = 0) => {
    if (maxAgeMs > 0 && performance.now() - newest <= maxAgeMs) return Promise.resolve();
    next ??= turns.alone(async () => {
      next = null;
      const began = performance.now();
      await work();
      newest = began;
    });
    return next;
  };
}
