// Measures how long a pass waits for Git: a repository whose every call is timed.

import type { Repository } from '#runway/ports/repository.js';

export interface GitTime {
  readonly repository: Repository;
  /** Begins to count anew. */
  reset(): void;
  /** Milliseconds in which at least one call was under way, and the calls. */
  spent(): { readonly ms: number; readonly calls: number };
}

export function timedRepository(whole: Repository): GitTime {
  let open = 0;
  let since = 0;
  let ms = 0;
  let calls = 0;
  const begin = (): void => {
    if (open === 0) since = performance.now();
    open += 1;
    calls += 1;
  };
  const end = (): void => {
    open -= 1;
    if (open === 0) ms += performance.now() - since;
  };
  const timed = Object.entries(whole).map(([name, call]: [string, unknown]) => [
    name,
    async (...args: readonly unknown[]): Promise<unknown> => {
      begin();
      try {
        return await Reflect.apply(call as () => Promise<unknown>, whole, args);
      } finally {
        end();
      }
    },
  ]);
  return {
    repository: Object.fromEntries(timed) as Repository,
    reset() {
      ms = 0;
      calls = 0;
    },
    spent: () => ({ ms, calls }),
  };
}
