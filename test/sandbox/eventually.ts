// Waiting for what a sandbox forge does in its own time.

/** Looks until it holds. */
export async function eventually<T>(look: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error('it never came true');
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
