// The SDK's client: loaded on first use, made once, and kept. Each call says as whom it is made.

import type { v1 } from '@google-cloud/secret-manager';
import type { CallOptions } from 'google-gax';
import type { Principal } from '../../../ports/identity.ts';

export interface Connection {
  /** `host:port`. Absent: Google's own. */
  readonly endpoint?: string;
  /** Certificates to trust instead of the system's, as PEM text. */
  readonly ca?: string;
  /** A valid access token of the principal, asked for on every call. */
  readonly token: (principal: Principal) => Promise<string>;
}

export type Client = v1.SecretManagerServiceClient;

/** Nothing is loaded or connected before the first call; a failure is not kept. */
export function lazily(connection: Connection): () => Promise<Client> {
  let client: Promise<Client> | null = null;
  return () => {
    client ??= connect(connection).catch((error: unknown) => {
      client = null;
      throw error;
    });
    return client;
  };
}

/** Host of the API, as it is counted. */
export function hostOf({ endpoint }: Connection): string {
  return endpoint ?? 'secretmanager.googleapis.com';
}

/**
 * Options of one call: a token of the principal's own, and no repeats by the SDK, which would go on for ten minutes. A
 * write that went through without an answer must not be sent again by anybody who does not look first.
 */
export async function callAs(
  { token }: Connection,
  { as, timeoutMs }: { readonly as: Principal; readonly timeoutMs: number },
): Promise<CallOptions> {
  const headers = { authorization: `Bearer ${await token(as)}` };
  return {
    retry: { retryCodes: [] },
    timeout: timeoutMs,
    autoPaginate: false,
    otherArgs: { headers },
  };
}

/** Without a sign of life from the other end a connection is made anew; left to itself, gRPC would wait minutes. */
const CHANNEL = {
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.max_reconnect_backoff_ms': 10_000,
};

async function connect({ endpoint, ca }: Connection): Promise<Client> {
  const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
  const { grpc } = await import('google-gax');
  const { PassThroughClient } = await import('google-auth-library');
  const client = new SecretManagerServiceClient({
    ...CHANNEL,
    ...address(endpoint),
    sslCreds: grpc.credentials.createSsl(ca === undefined ? null : Buffer.from(ca)),
    authClient: new PassThroughClient(),
  });
  // Left to the first call, what goes wrong here would be kept by the client and thrown at every call after it.
  await client.initialize();
  return client;
}

function address(endpoint: string | undefined) {
  if (endpoint === undefined) return {};
  const { hostname, port } = new URL(`https://${endpoint}`);
  return { apiEndpoint: hostname, port: port === '' ? 443 : Number(port) };
}
