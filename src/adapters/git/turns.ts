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
 * caller's reason arose, so whoever comes meanwhile shares the next.
 */
export function shared(turns: Turns, work: () => Promise<void>): () => Promise<void> {
  let next: Promise<void> | null = null;
  return () => {
    next ??= turns.alone(async () => {
      next = null;
      await work();
    });
    return next;
  };
}
