// The clients of the IAM and Resource Manager APIs: loaded on first use, made once, and kept.

import type { iam_v1 } from '@googleapis/iam';
import type { cloudresourcemanager_v3 } from '@googleapis/cloudresourcemanager';
import { within } from '../../google/asking.ts';

export interface Connection {
  /** Scheme, host and port. Absent: Google's own. */
  readonly iam?: string;
  readonly resourceManager?: string;
  /** Certificates to trust instead of the system's, as PEM text. */
  readonly ca?: string;
}

export interface Clients {
  readonly iam: iam_v1.Iam;
  readonly projects: cloudresourcemanager_v3.Cloudresourcemanager;
}

/** Loading the libraries; what hangs must not be waited for by all that come later. */
const CONNECTING_MS = 8_000;

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

/** Host of an API, as it is counted. */
export function hostOf(url: string | undefined, google: string): string {
  return url === undefined ? google : new URL(url).host;
}

async function connect({ iam, resourceManager, ca }: Connection): Promise<Clients> {
  const { iam: iamApi } = await import('@googleapis/iam');
  const { cloudresourcemanager } = await import('@googleapis/cloudresourcemanager');
  const trust = ca === undefined ? {} : { agent: await agentTrusting(ca) };
  return {
    iam: iamApi({ version: 'v1', ...trust, ...rootOf(iam) }),
    projects: cloudresourcemanager({ version: 'v3', ...trust, ...rootOf(resourceManager) }),
  };
}

function rootOf(url: string | undefined) {
  return url === undefined ? {} : { rootUrl: `${url.replace(/\/+$/, '')}/` };
}

async function agentTrusting(ca: string) {
  const { Agent } = await import('node:https');
  return new Agent({ ca, keepAlive: true });
}
