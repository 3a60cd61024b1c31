// Asks something that may hang, for somebody who cannot wait.

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

function withDeadline<T>(asked: Promise<Probed<T>>, ms: number): Promise<Probed<T>> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve({ answered: false, because: 'silent' }), ms);
    void asked.then((answer) => {
      clearTimeout(late);
      resolve(answer);
    });
  });
}
