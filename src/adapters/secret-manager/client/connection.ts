// The SDK's client: loaded on first use, made once, and kept. Each call says as whom it is made.

import type { v1 } from '@google-cloud/secret-manager';
import type { Identity } from '../../../ports/identity.ts';
import { within } from '../../google/asking.ts';
import { clientOptions, type GrpcConnection } from '../../google/grpc-channel.ts';

export interface Connection extends GrpcConnection {
  readonly identity: Identity;
}

export type Client = v1.SecretManagerServiceClient;

/** Loading the SDK; one that hangs must not be waited for by all that come later. */
const CONNECTING_MS = 8_000;

/** Nothing is loaded or connected before the first call; a failure is not kept. */
export function lazily(connection: Connection): () => Promise<Client> {
  let client: Promise<Client> | null = null;
  return () => {
    client ??= within(CONNECTING_MS, () => connect(connection)).catch((error: unknown) => {
      client = null;
      throw error;
    });
    return client;
  };
}

/** Host of the API, as it is counted. */
export function hostOf({ endpoint }: GrpcConnection): string {
  return endpoint ?? 'secretmanager.googleapis.com';
}

async function connect(connection: Connection): Promise<Client> {
  const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
  const client = new SecretManagerServiceClient(await clientOptions(connection));
  // Left to the first call, what goes wrong here would be kept by the client and thrown at every call after it.
  await client.initialize();
  return client;
}
