// Tokens of Vault that are held, by whose they are.

import type { Clock } from '../../../ports/clock.ts';

export interface Login {
  readonly namespace: string | null;
  /** Mount of the JWT auth method. */
  readonly auth: string;
  readonly audience: string;
  /** E-mail address of the account whose ID token is shown. */
  readonly account: string;
  readonly role: string;
}

export interface Lease {
  readonly token: string;
  readonly seconds: number;
  readonly renewable: boolean;
}

export interface Kept {
  readonly lease: Lease;
  /** What the login gave, before any renewal. */
  readonly firstSeconds: number;
  /** Milliseconds of the epoch. */
  readonly renewAt: number;
  readonly endsAt: number;
}

export interface Leases {
  of(this: void, login: Login): Kept | null;
  keep(this: void, login: Login, lease: Lease, firstSeconds: number): void;
  /** This token was not accepted; another one stays. */
  drop(this: void, login: Login, token: string): void;
  keyOf(this: void, login: Login): string;
}

/** After so much of its time a token is renewed. */
const USED = 2 / 3;

export function createLeases({ now }: Pick<Clock, 'now'>): Leases {
  const kept = new Map<string, Kept>();
  return {
    keyOf,
    of: (login) => kept.get(keyOf(login)) ?? null,
    keep(login, lease, firstSeconds) {
      const ms = now().getTime();
      for (const [key, { endsAt }] of kept) if (endsAt < ms) kept.delete(key);
      const lasts = lease.seconds * 1000;
      const times = { renewAt: ms + lasts * USED, endsAt: ms + lasts };
      kept.set(keyOf(login), { lease, firstSeconds, ...times });
    },
    drop(login, token) {
      if (kept.get(keyOf(login))?.lease.token === token) kept.delete(keyOf(login));
    },
  };
}

function keyOf({ account, audience, auth, namespace, role }: Login): string {
  return JSON.stringify([namespace, auth, role, account, audience]);
}
