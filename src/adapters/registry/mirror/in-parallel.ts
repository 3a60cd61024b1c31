// Works on several things at once; the first failure ends them all.

export interface ParallelWork<T> {
  readonly items: readonly T[];
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly work: (item: T, signal: AbortSignal) => Promise<void>;
}

/** Resolves or rejects only when nothing is left running. */
export async function inParallel<T>({
  items,
  atOnce,
  signal,
  work,
}: ParallelWork<T>): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const waiting = [...items];
  const failures: unknown[] = [];
  async function worker(): Promise<void> {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      if (either.aborted) return;
      try {
        await work(item, either);
      } catch (error) {
        failures.push(error);
        failed.abort(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
