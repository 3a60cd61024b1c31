// Tells open pages that a project has changed.

export interface Live {
  /** Counts the changes of a project since the start. */
  revision(project: number): number;
  bump(project: number): void;
  /** Resolves at the next change, or when the signal aborts. */
  next(project: number, signal: AbortSignal): Promise<void>;
}

export function createLive(): Live {
  const counts = new Map<number, number>();
  const waiting = new Map<number, Set<() => void>>();
  return {
    revision: (project) => counts.get(project) ?? 0,
    bump(project) {
      counts.set(project, (counts.get(project) ?? 0) + 1);
      const woken = [...(waiting.get(project) ?? [])];
      waiting.delete(project);
      for (const wake of woken) wake();
    },
    next(project, signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const set = waiting.get(project) ?? new Set();
        waiting.set(project, set);
        set.add(resolve);
        signal.addEventListener(
          'abort',
          () => {
            set.delete(resolve);
            resolve();
          },
          { once: true },
        );
      });
    },
  };
}
