// How the gRPC clients of Google's SDKs are told where to go. They never speak for themselves: every call brings a token.

import type { CallOptions, ClientOptions } from 'google-gax';

export interface GrpcConnection {
  /** `host:port`. Absent: Google's own. */
  readonly endpoint?: string;
  /** Certificates to trust instead of the system's, as PEM text. */
  readonly ca?: string;
}

/**
 * A connection whose other end has vanished without a word would hold every call up to its deadline for many minutes.
 * While a call waits, the other end is asked for a sign of life; without one the connection is made anew.
 */
const CHANNEL = {
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.max_reconnect_backoff_ms': 10_000,
};

/** What the constructor of a client takes. */
export async function clientOptions({ endpoint, ca }: GrpcConnection): Promise<ClientOptions> {
  const { grpc } = await import('google-gax');
  const { PassThroughClient } = await import('google-auth-library');
  return {
    ...CHANNEL,
    ...address(endpoint),
    sslCreds: grpc.credentials.createSsl(ca === undefined ? null : Buffer.from(ca)),
    authClient: new PassThroughClient(),
  };
}

/** Left to its first call, a client keeps what goes wrong with connecting, and throws it at every call after that. */
export async function connected<C extends { initialize(): Promise<unknown> }>(
  client: C,
): Promise<C> {
  await client.initialize();
  return client;
}

/** Left to itself an SDK repeats reads for ten minutes. Made anew for every call, since the SDK adds to it. */
export function callOptions(token: string, timeout: number): CallOptions {
  const headers = { authorization: `Bearer ${token}` };
  return { retry: { retryCodes: [] }, timeout, autoPaginate: false, otherArgs: { headers } };
}

function address(endpoint: string | undefined) {
  if (endpoint === undefined) return {};
  const { hostname, port } = new URL(`https://${endpoint}`);
  return { apiEndpoint: hostname, port: port === '' ? 443 : Number(port) };
}
