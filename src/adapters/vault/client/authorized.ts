// A request with a token of the right account and role, and once more with a new one where the token was at fault.

import type { client as Client } from 'node-vault';
import { translated, type Doing } from '../failures.ts';
import type { Ask } from './asking.ts';
import { VaultAnswer } from './node-vault.ts';
import type { Login } from './leases.ts';
import type { Sessions } from './sessions.ts';

export interface Wanted {
  readonly login: Login;
  /** Without `v1/`: `runway/metadata/env/production/service/checkout/API_KEY`. */
  readonly path: string;
  /** `version=3` */
  readonly query?: string;
}

/** One call of node-vault; what its options hold reaches our transport. */
export type Call<T> = (client: Client, path: string, options: object) => Promise<T>;

export interface AuthorizedOptions {
  readonly host: string;
  readonly clientOf: (namespace: string | null) => Promise<Client>;
  readonly sessions: Sessions;
  readonly ask: Ask;
}

/** Null where there is nothing. Throws a Failure, or the signal's reason. */
export type Authorized = <T>(
  wanted: Wanted,
  verb: Doing['verb'],
  call: Call<T>,
  signal: AbortSignal,
) => Promise<T | null>;

export function createAuthorized({ ask, clientOf, host, sessions }: AuthorizedOptions): Authorized {
  async function once<T>(wanted: Wanted, token: string, call: Call<T>, signal: AbortSignal) {
    const client = await clientOf(wanted.login.namespace);
    const options = { headers: { 'X-Vault-Token': token }, signal };
    return ask(() => call(client, addressOf(wanted), options), signal);
  }
  return async (wanted, verb, call, signal) => {
    const { namespace, role } = wanted.login;
    const held = await sessions.token(wanted.login);
    let { token } = held;
    try {
      try {
        return await once(wanted, token, call, signal);
      } catch (error) {
        // A token that was good until now may have been revoked; one that is new is not asked for twice.
        if (held.fresh || !(error instanceof VaultAnswer) || error.status !== 403) throw error;
        sessions.drop(wanted.login, token);
        ({ token } = await sessions.token(wanted.login));
        return await once(wanted, token, call, signal);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (isAbsence(error)) return null;
      throw translated(error, host, { verb, path: wanted.path, namespace, role, secrets: [token] });
    }
  };
}

/** Vault says with words what it does not know at all, and without any what is only not there. */
function isAbsence(error: unknown): boolean {
  return error instanceof VaultAnswer && error.status === 404 && error.errors.length === 0;
}

/** People name secrets as they like. */
function addressOf({ path, query }: Wanted): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return query === undefined ? encoded : `${encoded}?${query}`;
}
