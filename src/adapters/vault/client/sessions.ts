// Tokens of Vault, one for each account and role: got by login, renewed before they end, shared by all who need them.

import type { Clock } from '../../../ports/clock.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Identity } from '../../../ports/identity.ts';
import { loginFailed } from '../login-failures.ts';
import type { Ask } from './asking.ts';
import { VaultAnswer } from './node-vault.ts';

export interface Login {
  readonly namespace: string | null;
  /** Mount of the JWT auth method. */
  readonly auth: string;
  readonly audience: string;
  /** E-mail address of the account whose ID token is shown. */
  readonly account: string;
  readonly role: string;
}

/** The few calls of the client that a session needs. */
export interface SessionClient {
  login(login: Login, jwt: string): Promise<Lease>;
  renew(login: Login, token: string): Promise<Lease>;
}

export interface Lease {
  readonly token: string;
  readonly seconds: number;
  readonly renewable: boolean;
}

export interface Sessions {
  token(login: Login): Promise<Held>;
  /** This token was not accepted; another one stays. */
  drop(login: Login, token: string): void;
}

export interface Held {
  readonly token: string;
  /** It was got for this very caller, so a refusal is no matter of its age. */
  readonly fresh: boolean;
}

export interface SessionsOptions {
  readonly host: string;
  readonly identity: Pick<Identity, 'idToken'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly client: SessionClient;
  readonly ask: Ask;
}

interface Kept {
  readonly lease: Lease;
  /** Milliseconds of the epoch. */
  readonly renewAt: number;
  readonly endsAt: number;
}

/** After so much of its time a token is renewed. */
const USED = 2 / 3;
/** A renewal that gives less than this share of the first time has reached the role's longest. */
const WORTH = 1 / 2;
/** While Vault is away, a token is still used that has so long to live. */
const STILL_GOOD_MS = 10_000;

/** Tokens are shared, so nobody's cancelling ends a login; its own deadline does. */
const UNENDING = new AbortController().signal;

export function createSessions(options: SessionsOptions): Sessions {
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, Promise<Held>>();
  const nowMs = (): number => options.clock.now().getTime();

  async function renewed(login: Login, before: Kept): Promise<Held | null> {
    if (!before.lease.renewable || before.endsAt <= nowMs()) return null;
    const { token } = before.lease;
    try {
      const lease = await options.ask(() => options.client.renew(login, token), UNENDING);
      if (lease.seconds < before.lease.seconds * WORTH) return null;
      keep(login, { ...lease, seconds: before.lease.seconds }, lease.seconds);
      return { token: lease.token, fresh: false };
    } catch (error) {
      if (error instanceof VaultAnswer && error.status < 429) return null;
      if (before.endsAt - nowMs() > STILL_GOOD_MS) return { token, fresh: false };
      throw error;
    }
  }

  async function entered(login: Login): Promise<Held> {
    const jwt = await options.identity.idToken(login.account, login.audience);
    try {
      const lease = await options.ask(() => options.client.login(login, jwt), UNENDING);
      keep(login, lease, lease.seconds);
      return { token: lease.token, fresh: true };
    } catch (error) {
      throw loginFailed(error, { host: options.host, login, jwt });
    }
  }

  function keep(login: Login, lease: Lease, seconds: number): void {
    const now = nowMs();
    for (const [key, { endsAt }] of kept) if (endsAt < now) kept.delete(key);
    const endsAt = now + seconds * 1000;
    kept.set(keyOf(login), { lease, endsAt, renewAt: now + seconds * 1000 * USED });
  }

  async function fetched(login: Login, key: string): Promise<Held> {
    try {
      const before = kept.get(key);
      return (before === undefined ? null : await renewed(login, before)) ?? (await entered(login));
    } catch (error) {
      throw error instanceof Failure
        ? error
        : loginFailed(error, { host: options.host, login, jwt: '' });
    } finally {
      underWay.delete(key);
    }
  }

  return {
    token(login) {
      const key = keyOf(login);
      const known = kept.get(key);
      if (known !== undefined && known.renewAt > nowMs())
        return Promise.resolve({ token: known.lease.token, fresh: false });
      const going = underWay.get(key) ?? fetched(login, key);
      underWay.set(key, going);
      return going;
    },
    drop(login, token) {
      if (kept.get(keyOf(login))?.lease.token === token) kept.delete(keyOf(login));
    },
  };
}

function keyOf({ account, audience, auth, namespace, role }: Login): string {
  return JSON.stringify([namespace, auth, role, account, audience]);
}
