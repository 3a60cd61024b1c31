// Requests per revision, as a metrics service would know them.

export interface Counts {
  add(revision: string, code: number): void;
  /** By full revision name, then by status code. */
  read(): Readonly<Record<string, Readonly<Record<number, number>>>>;
}

export function createCounts(): Counts {
  const counts = new Map<string, Map<number, number>>();
  return {
    add(revision, code) {
      const codes = counts.get(revision) ?? new Map<number, number>();
      codes.set(code, (codes.get(code) ?? 0) + 1);
      counts.set(revision, codes);
    },
    read: () =>
      Object.fromEntries([...counts].map(([name, codes]) => [name, Object.fromEntries(codes)])),
  };
}
