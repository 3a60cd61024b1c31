// For what never changes while we run.

/** Keeps what was found; a failed look is not kept. */
export function foundOnce<T>(look: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | null = null;
  return () => {
    found ??= look().catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
}
