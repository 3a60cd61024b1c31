// Answers that everybody who looks within a moment shares: reads of Secret Manager are few for each minute.

import type { Clock } from '../../ports/clock.ts';

export interface SharedAnswers {
  /** As old as `keptMs` at most; who asks at the same time shares one question. A failure is not kept. */
  once<T>(this: void, key: string, keptMs: number, ask: () => Promise<T>): Promise<T>;
  /** After a write: who looks from now on asks anew what begins so. */
  forget(this: void, beginning: string): void;
}

const MOST = 10_000;

export function createSharedAnswers(clock: Pick<Clock, 'now'>): SharedAnswers {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<unknown> }>();
  return {
    once<T>(key: string, keptMs: number, ask: () => Promise<T>): Promise<T> {
      const now = clock.now().getTime();
      const known = kept.get(key);
      if (known !== undefined && now - known.at < keptMs) return known.answer as Promise<T>;
      const answer = ask();
      const entry = { at: now, answer };
      kept.delete(key);
      kept.set(key, entry);
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      answer.catch(() => {
        if (kept.get(key) === entry) kept.delete(key);
      });
      return answer;
    },
    forget(beginning) {
      for (const key of kept.keys()) if (key.startsWith(beginning)) kept.delete(key);
    },
  };
}
