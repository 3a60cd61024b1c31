// Vault's API as far as Runway uses it: as whom, at which path, with absence as a value and failures translated.

import type { client as Client } from 'node-vault';
import type { Calls } from '../../../ports/calls.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Identity } from '../../../ports/identity.ts';
import { dataIn, leaseIn, objectIn, textsIn, type Data } from './answers.ts';
import { createAsk, usualTiming, type Timing } from './asking.ts';
import { createAuthorized, type Call, type Wanted } from './authorized.ts';
import { nodeVault } from './node-vault.ts';
import { createSessions, type SessionClient } from './sessions.ts';
import { createSend } from './transport.ts';

export interface Connection {
  /** `https://vault.acme.dev:8200` */
  readonly url: string;
  /** Certificates to trust instead of the system's, as PEM text. */
  readonly ca?: string;
  readonly identity: Pick<Identity, 'idToken'>;
  readonly clock: Clock;
  readonly calls: Calls;
  readonly timing?: Partial<Timing>;
}

/** Every method throws a Failure, or the signal's reason. Whatever is done may be done twice. */
export interface VaultApi {
  /** Null where there is nothing. */
  read(this: void, wanted: Wanted, signal: AbortSignal): Promise<Data | null>;
  /** Names; folders end in a slash. Empty where there is nothing. */
  list(this: void, wanted: Wanted, signal: AbortSignal): Promise<readonly string[]>;
  /** What Vault answers to it, or null. */
  write(this: void, wanted: Wanted, body: Data, signal: AbortSignal): Promise<Data | null>;
  /** Absence is success. */
  remove(this: void, wanted: Wanted, signal: AbortSignal): Promise<void>;
}

/** One for each process: it keeps tokens. Nothing is loaded or asked before the first call. */
export function createVaultApi(connection: Connection): VaultApi {
  const { calls, clock, identity, url } = connection;
  const { host } = new URL(url);
  const timing = { ...usualTiming, ...connection.timing };
  const ca = connection.ca === undefined ? {} : { ca: connection.ca };
  const send = createSend({ ...ca, deadlineMs: timing.deadlineMs });
  const ask = createAsk({ host, calls, clock, timing });
  const clientOf = perNamespace((namespace) => nodeVault({ url, namespace, send }));
  const client = sessionClient(clientOf);
  const sessions = createSessions({ host, identity, clock, ask, client });
  const asked = createAuthorized({ host, ask, clientOf, sessions });
  return {
    async read(wanted, signal) {
      const call: Call<Data> = async (vault, path, options) =>
        dataIn(await vault.read(path, options));
      return asked(wanted, 'read', call, signal);
    },
    async list(wanted, signal) {
      const call: Call<Data> = async (vault, path, options) =>
        dataIn(await vault.list(path, options));
      return textsIn((await asked(wanted, 'list', call, signal))?.['keys']);
    },
    async write(wanted, body, signal) {
      const call: Call<unknown> = (vault, path, options) => vault.write(path, body, options);
      return objectIn(objectIn(await asked(wanted, 'write', call, signal))?.['data']);
    },
    async remove(wanted, signal) {
      const call: Call<unknown> = (vault, path, options) => vault.delete(path, options);
      await asked(wanted, 'remove', call, signal);
    },
  };
}

/** A load that failed is tried again. */
function perNamespace(load: (namespace: string | null) => Promise<Client>): typeof load {
  const loaded = new Map<string | null, Promise<Client>>();
  return (namespace) => {
    const found =
      loaded.get(namespace) ??
      load(namespace).catch((error: unknown) => {
        loaded.delete(namespace);
        throw error;
      });
    loaded.set(namespace, found);
    return found;
  };
}

function sessionClient(clientOf: (namespace: string | null) => Promise<Client>): SessionClient {
  const { signal } = new AbortController();
  return {
    async login({ auth, namespace, role }, jwt) {
      const client = await clientOf(namespace);
      return leaseIn(await client.write(`auth/${auth}/login`, { role, jwt }, { signal }));
    },
    async renew({ namespace }, token) {
      const client = await clientOf(namespace);
      const options = { signal, headers: { 'X-Vault-Token': token } };
      return leaseIn(await client.write('auth/token/renew-self', {}, options));
    },
  };
}
