// The SDK's clients: loaded on first use, made once, and kept. Each call brings the token of who makes it.

import type { RevisionsClient, ServicesClient } from '@google-cloud/run';
import type { Principal } from '../../../ports/identity.ts';
import type { Tokens } from '../../google/as-somebody.ts';
import { within } from '../../google/asking.ts';
import { clientOptions, type GrpcConnection } from '../../google/grpc-channel.ts';

export interface Connection extends GrpcConnection {
  /** A valid access token, asked for on every call. */
  readonly token: (principal: Principal) => Promise<string>;
  /** Told of a token that was not accepted. Left out: there is no other one to be had. */
  readonly rejected?: Tokens['rejected'];
}

export interface Clients {
  readonly services: ServicesClient;
  readonly revisions: RevisionsClient;
}

/** How calls are made: by whom, and with what. */
export interface Line extends Tokens {
  clients(this: void): Promise<Clients>;
}

/** Nothing is loaded or connected before the first call. */
export function lazily(connection: Connection): Line {
  let clients: Promise<Clients> | null = null;
  return {
    accessToken: connection.token,
    rejected: connection.rejected ?? (() => undefined),
    clients() {
      clients ??= within(CONNECTING_MS, () => connect(connection)).catch((error: unknown) => {
        clients = null;
        throw error;
      });
      return clients;
    },
  };
}

/** Loading the SDK; one that hangs must not be waited for by all that come later. */
const CONNECTING_MS = 8_000;

/** Host of the API, as it is counted. */
export function hostOf({ endpoint }: Connection): string {
  return endpoint ?? 'run.googleapis.com';
}

async function connect(connection: Connection): Promise<Clients> {
  const run = await import('@google-cloud/run');
  const options = await clientOptions(connection);
  const clients = {
    services: new run.ServicesClient(options),
    revisions: new run.RevisionsClient(options),
  };
  // Left to the first call, what goes wrong here would be kept by the client and thrown at every call after it.
  await Promise.all([clients.services.initialize(), clients.revisions.initialize()]);
  return clients;
}
