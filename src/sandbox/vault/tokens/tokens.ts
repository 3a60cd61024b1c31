// Tokens: made, found, renewed, used up, revoked with all that came of them.

import { createHash, randomBytes } from 'node:crypto';
import { badRequest } from '../refusal.ts';
import type { Entries } from '../store/storage.ts';
import { SYSTEM_TTL, type Limits, type Token } from './token.ts';

export type NewToken = Pick<
  Token,
  'policies' | 'namespace' | 'path' | 'displayName' | 'meta' | 'entityId' | 'origin' | 'limits'
> & {
  readonly renewable: boolean;
  readonly uses: number;
  readonly parent: string | null;
  /** Never ends. */
  readonly eternal?: true;
};

export interface Tokens {
  create(asked: NewToken): { readonly id: string; readonly token: Token };
  /** Null for one that is unknown, over or used up. Uses none of its uses. */
  find(id: string): Token | null;
  byAccessor(accessor: string): Token | null;
  /** Uses one of a token that has a number of uses. */
  use(token: Token): void;
  /** `increment` in seconds; null: what its limits say. Throws the refusal of one that cannot be renewed. */
  renew(token: Token, increment: number | null, limits?: Limits): Token;
  revoke(token: Token): void;
  /** Only itself: what came of it goes on. */
  revokeOrphan(token: Token): void;
  accessors(namespace: string): readonly string[];
  ttlSeconds(token: Token): number;
}

const SWEEP_MS = 10 * 60_000;

export function createTokens(entries: Entries, now: () => Date): Tokens {
  const nowMs = (): number => now().getTime();
  const at = (hash: string): string => `tokens/${hash}`;
  const drop = ({ accessor, hash }: Token): void => {
    entries.delete(at(hash));
    entries.delete(`accessors/${accessor}`);
  };
  const living = (hash: string): Token | null => {
    const found = entries.get(at(hash)) as Token | null;
    if (found === null || found.expiresAt === null || found.expiresAt > nowMs()) return found;
    drop(found);
    return null;
  };
  const all = (): readonly Token[] =>
    entries
      .below('tokens/')
      .map(living)
      .filter((token) => token !== null);
  const children = ({ hash }: Token): readonly Token[] =>
    all().filter(({ parent }) => parent === hash);
  let sweptAt = nowMs();
  /** What is over is forgotten, at most once in so long. */
  const sweep = (): void => {
    if (nowMs() - sweptAt < SWEEP_MS) return;
    sweptAt = nowMs();
    all();
  };
  const tokens: Tokens = {
    create(asked) {
      sweep();
      const id = `hvs.${randomText(24)}`;
      const issuedAt = nowMs();
      const seconds = asked.eternal === true ? 0 : firstTtl(asked.limits);
      const token: Token = {
        ...asked,
        policies: [...new Set(asked.policies)].sort(),
        hash: hashOf(id),
        accessor: randomText(24),
        issuedAt,
        creationTtl: seconds,
        expiresAt: asked.eternal === true ? null : issuedAt + seconds * 1000,
      };
      entries.put(at(token.hash), token);
      entries.put(`accessors/${token.accessor}`, token.hash);
      return { id, token };
    },
    find: (id) => living(hashOf(id)),
    byAccessor(accessor) {
      const hash = entries.get(`accessors/${accessor}`) as string | null;
      return hash === null ? null : living(hash);
    },
    use(token) {
      if (token.uses === 0) return;
      if (token.uses === 1) drop(token);
      else entries.put(at(token.hash), { ...token, uses: token.uses - 1 });
    },
    renew(token, increment, limits = token.limits) {
      if (!token.renewable || token.expiresAt === null) throw badRequest('lease is not renewable');
      const asked =
        limits.period > 0 ? limits.period : (increment ?? 0) || limits.ttl || SYSTEM_TTL;
      const most = limits.explicitMaxTtl || limits.maxTtl || SYSTEM_TTL;
      const latest = limits.period > 0 ? Infinity : token.issuedAt + most * 1000;
      const expiresAt = Math.min(nowMs() + asked * 1000, latest);
      const renewed: Token = { ...token, limits, expiresAt };
      entries.put(at(token.hash), renewed);
      return renewed;
    },
    revoke(token) {
      for (const child of children(token)) tokens.revoke(child);
      drop(token);
    },
    revokeOrphan(token) {
      for (const child of children(token)) entries.put(at(child.hash), { ...child, parent: null });
      drop(token);
    },
    accessors: (namespace) =>
      all()
        .filter((token) => token.namespace === namespace)
        .map(({ accessor }) => accessor),
    ttlSeconds: ({ expiresAt }) =>
      expiresAt === null ? 0 : Math.max(0, Math.ceil((expiresAt - nowMs()) / 1000)),
  };
  return tokens;
}

function firstTtl({ explicitMaxTtl, maxTtl, period, ttl }: Limits): number {
  if (period > 0) return period;
  return Math.min(ttl || SYSTEM_TTL, explicitMaxTtl || SYSTEM_TTL, maxTtl || SYSTEM_TTL);
}

export function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

function randomText(length: number): string {
  const text = randomBytes(length * 2)
    .toString('base64')
    .replace(/[+/=]/g, '');
  return text.slice(0, length);
}
