// Tokens of Vault, one for each account and role: got by login, renewed before they end, shared by all who need them.

import type { Clock } from '../../../ports/clock.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Identity } from '../../../ports/identity.ts';
import { loginFailed } from '../login-failures.ts';
import type { Ask } from './asking.ts';
import { createLeases, type Kept, type Lease, type Login } from './leases.ts';
import { VaultAnswer } from './node-vault.ts';

/** The few calls of the client that a session needs. */
export interface SessionClient {
  login(login: Login, jwt: string): Promise<Lease>;
  renew(login: Login, token: string): Promise<Lease>;
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

/** A renewal that gives less than this share of the first time has reached the role's longest. */
const WORTH = 1 / 2;
/** While Vault is away, a token is still used that has so long to live. */
const STILL_GOOD_MS = 10_000;

/** Tokens are shared, so nobody's cancelling ends a login; its own deadline does. */
const UNENDING = new AbortController().signal;

export function createSessions(options: SessionsOptions): Sessions {
  const leases = createLeases(options.clock);
  const underWay = new Map<string, Promise<Held>>();

  async function fetched(login: Login): Promise<Held> {
    const before = leases.of(login);
    try {
      const renewed = before === null ? null : await renewal(options, login, before);
      if (renewed !== null) {
        leases.keep(login, renewed, before?.lease.seconds ?? renewed.seconds);
        return { token: renewed.token, fresh: false };
      }
      const lease = await entry(options, login);
      leases.keep(login, lease, lease.seconds);
      return { token: lease.token, fresh: true };
    } catch (error) {
      const away = error instanceof Failure && error.retry === 'later';
      const goodUntil = options.clock.now().getTime() + STILL_GOOD_MS;
      if (before === null || !away || before.endsAt < goodUntil) throw error;
      return { token: before.lease.token, fresh: false };
    }
  }

  return {
    token(login) {
      const known = leases.of(login);
      if (known !== null && known.renewAt > options.clock.now().getTime())
        return Promise.resolve({ token: known.lease.token, fresh: false });
      const key = leases.keyOf(login);
      const going = underWay.get(key) ?? fetched(login).finally(() => underWay.delete(key));
      underWay.set(key, going);
      return going;
    },
    drop: leases.drop,
  };
}

/** Null where a renewal is no use. Throws a Failure. */
async function renewal(
  { ask, client, clock, host }: SessionsOptions,
  login: Login,
  { endsAt, firstSeconds, lease: { renewable, token } }: Kept,
): Promise<Lease | null> {
  if (!renewable || endsAt <= clock.now().getTime()) return null;
  try {
    const lease = await ask(() => client.renew(login, token), UNENDING);
    return lease.seconds < firstSeconds * WORTH ? null : lease;
  } catch (error) {
    if (error instanceof VaultAnswer && error.status < 429) return null;
    throw loginFailed(error, { host, login, jwt: token });
  }
}

/** Throws a Failure. */
async function entry(
  { ask, client, host, identity }: SessionsOptions,
  login: Login,
): Promise<Lease> {
  const jwt = await identity.idToken(login.account, login.audience);
  try {
    return await ask(() => client.login(login, jwt), UNENDING);
  } catch (error) {
    throw loginFailed(error, { host, login, jwt });
  }
}
