// Tokens: made, found, renewed, used up, revoked with all that came of them.

import { createHash, randomBytes } from 'node:crypto';
import { badRequest } from '../refusal.ts';
import type { Entries } from '../store/storage.ts';
import { createTokenShelf } from './shelf.ts';
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

export function createTokens(entries: Entries, now: () => Date): Tokens {
  const shelf = createTokenShelf(entries, now);
  const nowMs = (): number => now().getTime();
  const tokens: Tokens = {
    create(asked) {
      shelf.sweep();
      const id = `hvs.${randomText(24)}`;
      const token = newToken(id, asked, nowMs());
      shelf.put(token);
      return { id, token };
    },
    find: (id) => shelf.living(hashOf(id)),
    byAccessor: shelf.byAccessor,
    use(token) {
      if (token.uses === 1) shelf.drop(token);
      else if (token.uses > 1) shelf.put({ ...token, uses: token.uses - 1 });
    },
    renew(token, increment, limits = token.limits) {
      if (!token.renewable || token.expiresAt === null) throw badRequest('lease is not renewable');
      const expiresAt = renewedEnd(token, { increment, limits }, nowMs());
      const renewed: Token = { ...token, limits, expiresAt };
      shelf.put(renewed);
      return renewed;
    },
    revoke(token) {
      for (const child of shelf.children(token)) tokens.revoke(child);
      shelf.drop(token);
    },
    revokeOrphan(token) {
      for (const child of shelf.children(token)) shelf.put({ ...child, parent: null });
      shelf.drop(token);
    },
    accessors: shelf.accessors,
    ttlSeconds: ({ expiresAt }) =>
      expiresAt === null ? 0 : Math.max(0, Math.ceil((expiresAt - nowMs()) / 1000)),
  };
  return tokens;
}

function newToken(id: string, asked: NewToken, issuedAt: number): Token {
  const seconds = asked.eternal === true ? 0 : firstTtl(asked.limits);
  return {
    ...asked,
    policies: [...new Set(asked.policies)].sort(),
    hash: hashOf(id),
    accessor: randomText(24),
    issuedAt,
    creationTtl: seconds,
    expiresAt: asked.eternal === true ? null : issuedAt + seconds * 1000,
  };
}

/** A periodic token lives as long as it is renewed, every other up to its longest. */
function renewedEnd(
  { issuedAt }: Token,
  { increment, limits }: { readonly increment: number | null; readonly limits: Limits },
  nowMs: number,
): number {
  if (limits.period > 0) return nowMs + limits.period * 1000;
  const asked = (increment ?? 0) || limits.ttl || SYSTEM_TTL;
  const most = limits.explicitMaxTtl || limits.maxTtl || SYSTEM_TTL;
  return Math.min(nowMs + asked * 1000, issuedAt + most * 1000);
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
