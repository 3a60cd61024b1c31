// The SDK's client. Each call says as whom it is made.

import type { v1 } from '@google-cloud/secret-manager';
import type { Identity } from '../../../ports/identity.ts';
import { clientOptions, connected, type GrpcConnection } from '../../google/grpc-channel.ts';
import { lazily } from '../../google/lazily.ts';

export interface Connection extends GrpcConnection {
  readonly identity: Identity;
}

export type Client = v1.SecretManagerServiceClient;

export function clientOver(connection: Connection): () => Promise<Client> {
  return lazily(() => connect(connection));
}

/** Host of the API, as it is counted. */
export function hostOf({ endpoint }: GrpcConnection): string {
  return endpoint ?? 'secretmanager.googleapis.com';
}

async function connect(connection: Connection): Promise<Client> {
  const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
  return connected(new SecretManagerServiceClient(await clientOptions(connection)));
}
