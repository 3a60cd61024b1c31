// The secrets of one mount, by path.

import type { Entries } from '../store/storage.ts';
import type { Secret } from './secret.ts';

export interface Shelf {
  find(path: string): Secret | null;
  put(path: string, secret: Secret): void;
  drop(path: string): void;
  /** Names directly below a folder, folders with a slash at their end. */
  names(folder: string): readonly string[];
  /** RFC 3339 with nanoseconds: two writes in one millisecond differ. */
  stamp(): string;
}

export function createShelf(entries: Entries, now: () => Date): Shelf {
  let made = 0;
  return {
    find: (path) => entries.get(`secrets/${path}`) as Secret | null,
    put: (path, secret) => entries.put(`secrets/${path}`, secret),
    drop: (path) => entries.delete(`secrets/${path}`),
    names(folder) {
      const rests = entries.below(folder === '' ? 'secrets/' : `secrets/${folder}/`);
      const names = rests.map((rest) => rest.replace(/\/.*$/, '/'));
      return [...new Set(names)].sort();
    },
    stamp() {
      made = (made + 1) % 1_000_000;
      return now()
        .toISOString()
        .replace('Z', `${String(made).padStart(6, '0')}Z`);
    },
  };
}
