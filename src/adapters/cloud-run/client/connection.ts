// The SDK's clients: loaded on first use, made once, and kept.

import type { RevisionsClient, ServicesClient } from '@google-cloud/run';
import { within } from '../../google/asking.ts';

export interface Connection {
  /** `host:port`. Absent: Google's own. */
  readonly endpoint?: string;
  /** Certificates to trust instead of the system's, as PEM text. */
  readonly ca?: string;
  /** A valid access token, asked for on every call. Absent: Google's default credentials. */
  readonly token?: () => Promise<string>;
}

export interface Clients {
  readonly services: ServicesClient;
  readonly revisions: RevisionsClient;
}

/** Nothing is loaded or connected before the first call. */
export function lazily(connection: Connection): () => Promise<Clients> {
  let clients: Promise<Clients> | null = null;
  return () => {
    clients ??= within(CONNECTING_MS, () => connect(connection)).catch((error: unknown) => {
      clients = null;
      throw error;
    });
    return clients;
  };
}

/** Loading the SDK and finding out who we are; one that hangs must not be waited for by all that come later. */
const CONNECTING_MS = 8_000;

/** Host of the API, as it is counted. */
export function hostOf({ endpoint }: Connection): string {
  return endpoint ?? 'run.googleapis.com';
}

/**
 * A connection whose other end has vanished without a word would hold every call up to its deadline for many minutes.
 * While a call waits, the other end is asked for a sign of life; without one the connection is made anew. Left to
 * itself, gRPC would wait up to two minutes before it tries to connect again.
 */
const CHANNEL = {
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.max_reconnect_backoff_ms': 10_000,
};

async function connect(connection: Connection): Promise<Clients> {
  const run = await import('@google-cloud/run');
  const options = { ...CHANNEL, ...address(connection), ...(await identity(connection)) };
  const clients = {
    services: new run.ServicesClient(options),
    revisions: new run.RevisionsClient(options),
  };
  // Left to the first call, what goes wrong here would be kept by the client and thrown at every call after it.
  await Promise.all([clients.services.initialize(), clients.revisions.initialize()]);
  return clients;
}

function address({ endpoint }: Connection) {
  if (endpoint === undefined) return {};
  const { hostname, port } = new URL(`https://${endpoint}`);
  return { apiEndpoint: hostname, port: port === '' ? 443 : Number(port) };
}

/**
 * With certificates or a token of our own the call credentials are built here: given explicit channel
 * credentials, the SDK would drop its own token without a word. Otherwise the SDK does as it always does.
 */
async function identity({ ca, token }: Connection) {
  if (ca === undefined && token === undefined) return {};
  const { grpc } = await import('google-gax');
  const { GoogleAuth, PassThroughClient } = await import('google-auth-library');
  const google = new GoogleAuth({ scopes: CLOUD_PLATFORM });
  const googleToken = async () => (await google.getAccessToken()) ?? '';
  const ask = token ?? googleToken;
  const calls = grpc.credentials.createFromMetadataGenerator((_, done) => {
    void authorize(ask, {
      accept: (value) => {
        const metadata = new grpc.Metadata();
        metadata.set('authorization', `Bearer ${value}`);
        done(null, metadata);
      },
      // Where no token can be had, nothing is known about our rights: it counts as not reached.
      refuse: (why) =>
        done(
          Object.assign(new Error(`no access token: ${why}`), { code: grpc.status.UNAVAILABLE }),
        ),
    });
  });
  const channel = grpc.credentials.createSsl(ca === undefined ? null : Buffer.from(ca));
  return {
    sslCreds: grpc.credentials.combineChannelCredentials(channel, calls),
    authClient: new PassThroughClient(),
  };
}

const CLOUD_PLATFORM = ['https://www.googleapis.com/auth/cloud-platform'];

async function authorize(
  ask: () => Promise<string>,
  answer: { accept(token: string): void; refuse(why: string): void },
): Promise<void> {
  let token: string;
  try {
    token = await ask();
  } catch (error) {
    answer.refuse(error instanceof Error ? error.message : 'unknown reason');
    return;
  }
  answer.accept(token);
}
