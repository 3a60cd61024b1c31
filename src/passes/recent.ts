// A memory of the most recent answers, so that it does not grow with the age of the process.

export interface Recent<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  set(key: string, value: T): void;
  /** The key and value that were set last, or null. */
  newest(): readonly [string, T] | null;
}

/** Forgets what was set longest ago once there are more than `most`. */
export function recent<T>(most: number): Recent<T> {
  const known = new Map<string, T>();
  return {
    get: (key) => known.get(key),
    has: (key) => known.has(key),
    set(key, value) {
      known.delete(key);
      known.set(key, value);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
    },
    newest: () => [...known].at(-1) ?? null,
  };
}
