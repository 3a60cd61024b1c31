// Tokens on disk, by hash and by accessor; what is over is gone.

import type { Entries } from '../store/storage.ts';
import type { Token } from './token.ts';

export interface TokenShelf {
  /** Null for one that is unknown or over. */
  living(this: void, hash: string): Token | null;
  byAccessor(this: void, accessor: string): Token | null;
  accessors(this: void, namespace: string): readonly string[];
  children(this: void, token: Token): readonly Token[];
  put(this: void, token: Token): void;
  drop(this: void, token: Token): void;
  /** Forgets what is over, at most once in ten minutes. */
  sweep(this: void): void;
}

const SWEEP_MS = 10 * 60_000;

export function createTokenShelf(entries: Entries, now: () => Date): TokenShelf {
  const nowMs = (): number => now().getTime();
  let sweptAt = nowMs();
  const drop = ({ accessor, hash }: Token): void => {
    entries.delete(`tokens/${hash}`);
    entries.delete(`accessors/${accessor}`);
  };
  const living = (hash: string): Token | null => {
    const found = entries.get(`tokens/${hash}`) as Token | null;
    if (found === null || found.expiresAt === null || found.expiresAt > nowMs()) return found;
    drop(found);
    return null;
  };
  const all = (): readonly Token[] => {
    const found = entries.below('tokens/').map(living);
    return found.filter((token) => token !== null);
  };
  return {
    accessors: (namespace) =>
      all()
        .filter((token) => token.namespace === namespace)
        .map(({ accessor }) => accessor),
    drop,
    living,
    byAccessor(accessor) {
      const hash = entries.get(`accessors/${accessor}`) as string | null;
      return hash === null ? null : living(hash);
    },
    children: ({ hash }) => all().filter(({ parent }) => parent === hash),
    put(token) {
      entries.put(`tokens/${token.hash}`, token);
      entries.put(`accessors/${token.accessor}`, token.hash);
    },
    sweep() {
      if (nowMs() - sweptAt < SWEEP_MS) return;
      sweptAt = nowMs();
      all();
    },
  };
}
