// The SDK's clients. Each call brings the token of who makes it.

import type { RevisionsClient, ServicesClient } from '@google-cloud/run';
import type { Principal } from '../../../ports/identity.ts';
import type { Tokens } from '../../google/as-somebody.ts';
import { clientOptions, connected, type GrpcConnection } from '../../google/grpc-channel.ts';
import { lazily } from '../../google/lazily.ts';

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

export function lineOver(connection: Connection): Line {
  return {
    accessToken: connection.token,
    rejected: connection.rejected ?? (() => undefined),
    clients: lazily(() => connect(connection)),
  };
}

/** Host of the API, as it is counted. */
export function hostOf({ endpoint }: Connection): string {
  return endpoint ?? 'run.googleapis.com';
}

async function connect(connection: Connection): Promise<Clients> {
  const run = await import('@google-cloud/run');
  const options = await clientOptions(connection);
  const [services, revisions] = await Promise.all([
    connected(new run.ServicesClient(options)),
    connected(new run.RevisionsClient(options)),
  ]);
  return { services, revisions };
}
