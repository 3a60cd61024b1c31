// Asks something that may hang, for somebody who cannot wait.

import { setTimeout as wait } from 'node:timers/promises';

export type Probed<T> =
  | { readonly answered: true; readonly value: T; readonly ms: number }
  | { readonly answered: false; readonly because: 'refused' | 'silent' };

/**
 * Answers within `deadlineMs`, whatever happens to the question. Whoever asks while one is under way shares its
 * answer, so that a store which hangs is not asked more and more.
 */
export function createProbe<T>(
  ask: () => Promise<T>,
  deadlineMs: number,
): () => Promise<Probed<T>> {
  let underWay: Promise<Probed<T>> | null = null;

  async function answer(): Promise<Probed<T>> {
    const began = performance.now();
    try {
      const value = await ask();
      return { answered: true, value, ms: performance.now() - began };
    } catch {
      return { answered: false, because: 'refused' };
    } finally {
      underWay = null;
    }
  }

  return () => {
    underWay ??= answer();
    return withDeadline(underWay, deadlineMs);
  };
}

async function withDeadline<T>(asked: Promise<Probed<T>>, ms: number): Promise<Probed<T>> {
  const over = new AbortController();
  const silence = wait(ms, { answered: false, because: 'silent' } as const, {
    signal: over.signal,
  });
  // Whichever comes first; a timer that is not needed any more must not keep the process.
  try {
    return await Promise.race([asked, silence]);
  } finally {
    over.abort();
  }
}
