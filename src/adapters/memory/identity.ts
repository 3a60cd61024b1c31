// An Identity that lives in memory: its tokens say nothing, and the world knows whose they are.

import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';
import type { Identity, Principal } from '../../ports/identity.ts';

export interface MemoryIdentity {
  readonly identity: Identity;
  readonly world: IdentityWorld;
}

export interface IdentityWorld {
  /** From now on Runway may act as this account. */
  allow(email: string): void;
  /** From now on there is no such account, or it may not be acted as. */
  deny(email: string): void;
  /** Whose access token it is; `self` for this process's own, null once it has ended or where it is nobody's. */
  whose(accessToken: string): string | null;
  /** The account and audience of an ID token. */
  whoseId(idToken: string): { readonly email: string; readonly audience: string } | null;
  /** How many tokens were given out anew. */
  lent(): number;
}

interface Given {
  readonly token: string;
  readonly of: string;
  readonly audience: string | null;
  readonly endsAt: number;
}

const HOUR_MS = 3_600_000;
const RENEWED_BEFORE_MS = 5 * 60_000;
const OWN = 'self';

/** Left out: every account may be acted as. */
export function createMemoryIdentity(
  clock: Pick<Clock, 'now'> = { now: () => new Date() },
  allowed: readonly string[] | null = null,
): MemoryIdentity {
  const may = allowed === null ? null : new Set(allowed);
  const denied = new Set<string>();
  const given: Given[] = [];
  const kept = new Map<string, Given>();
  const nowMs = (): number => clock.now().getTime();

  function lend(of: string, audience: string | null): string {
    if (of !== OWN && (denied.has(of) || may?.has(of) === false)) throw deniedTo(of);
    const name = `${of} ${audience ?? ''}`;
    const known = kept.get(name);
    if (known !== undefined && known.endsAt - nowMs() > RENEWED_BEFORE_MS) return known.token;
    const fresh = { token: `memory-${randomUUID()}`, of, audience, endsAt: nowMs() + HOUR_MS };
    given.push(fresh);
    kept.set(name, fresh);
    return fresh.token;
  }

  function behind(token: string): Given | null {
    return given.find((one) => one.token === token && one.endsAt > nowMs()) ?? null;
  }

  const identity: Identity = {
    accessToken: async (principal) => lend(nameOf(principal), null),
    idToken: async (account, audience) => lend(account, audience),
    rejected(principal, token) {
      const name = `${nameOf(principal)} `;
      if (kept.get(name)?.token === token) kept.delete(name);
    },
  };
  const world: IdentityWorld = {
    allow: (email) => void (denied.delete(email), may?.add(email)),
    deny: (email) => void denied.add(email),
    whose(token) {
      const found = behind(token);
      return found?.audience === null ? found.of : null;
    },
    whoseId(token) {
      const found = behind(token);
      if (found === null || found.audience === null) return null;
      return { email: found.of, audience: found.audience };
    },
    lent: () => given.length,
  };
  return { identity, world };
}

function nameOf(principal: Principal): string {
  return principal.type === 'self' ? OWN : principal.email;
}

function deniedTo(email: string): Failure {
  return new Failure({
    code: 'RUNWAY_IDENTITY_DENIED',
    message: `Runway may not act as ${email}.`,
    hint: 'Allow it, or make the account.',
    retry: 'later',
    who: email,
  });
}
