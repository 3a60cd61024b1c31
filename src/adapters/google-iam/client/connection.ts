// The clients of the IAM and Resource Manager APIs.

import type { iam_v1 } from '@googleapis/iam';
import type { cloudresourcemanager_v3 } from '@googleapis/cloudresourcemanager';
import { lazily } from '../../google/lazily.ts';

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

export function clientsOver(connection: Connection): () => Promise<Clients> {
  return lazily(() => connect(connection));
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
