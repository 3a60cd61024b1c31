// The sandbox's Google APIs with the vendor's own clients pointed at them.

import { mkdtempSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cloudresourcemanager,
  type cloudresourcemanager_v3,
} from '@googleapis/cloudresourcemanager';
import { iam, type iam_v1 } from '@googleapis/iam';
import {
  type AuthClient,
  GoogleAuth,
  IdentityPoolClient,
  Impersonated,
  OAuth2Client,
} from 'google-auth-library';
import type { Cloud } from '../../../src/sandbox/google/cloud.ts';
import { openCloud } from '../../../src/sandbox/google/cloud.ts';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import type { GoogleApis, GoogleApisOptions } from '../../../src/sandbox/google/iam/start.ts';
import { startGoogleApis } from '../../../src/sandbox/google/iam/start.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { silent } from '../cloud-run/world.ts';

export const PROJECT = { id: 'acme-dev', number: '123456789012' };
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

export interface World {
  readonly cloud: Cloud;
  readonly apis: GoogleApis;
  readonly faults: Faults;
  readonly clock: { ms: number };
  /** A client of IAM with this access token. */
  iam(token: string): iam_v1.Iam;
  projects(token: string): cloudresourcemanager_v3.Cloudresourcemanager;
  /** By this subject token, as it stands in a file of a job. */
  federated(subjectToken: string): IdentityPoolClient;
  impersonated(source: AuthClient, email: string, delegates?: string[]): Impersonated;
  /** Somebody with this access token. */
  person(token: string): OAuth2Client;
  readonly fetchJson: (url: string) => Promise<unknown>;
  close(): Promise<void>;
}

export async function startWorld(options: Partial<GoogleApisOptions> = {}): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'google-'));
  const clock = { ms: Date.parse('2026-11-28T12:00:00Z') };
  const now = (): Date => new Date(clock.ms);
  const cloud = options.cloud ?? openCloud({ dir: join(dir, 'cloud'), projects: [PROJECT], now });
  const authority = await createAuthority(join(dir, 'tls'));
  const faults = createFaults();
  const apis = await startGoogleApis({
    cloud,
    dir: join(dir, 'apis'),
    log: silent,
    tls: authority,
    faults,
    ...options,
  });
  const agent = new Agent({ ca: authority.ca });
  const transporterOptions = { agent };
  const person = (token: string): OAuth2Client => {
    const client = new OAuth2Client({ transporterOptions });
    client.setCredentials({ access_token: token, expiry_date: Date.now() + 3_600_000 });
    return client;
  };
  const by = (token: string) => ({
    auth: new GoogleAuth({ authClient: person(token) }),
    rootUrl: `${apis.iam}/`,
    agent,
    retry: false,
  });
  return {
    cloud,
    apis,
    faults,
    clock,
    person,
    iam: (token) => iam({ version: 'v1', ...by(token) }),
    projects: (token) => cloudresourcemanager({ version: 'v3', ...by(token) }),
    federated(subjectToken) {
      const client = new IdentityPoolClient({
        type: 'external_account',
        audience: apis.federation.audience,
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: `${apis.sts}/v1/token`,
        subject_token_supplier: { getSubjectToken: async () => subjectToken },
        scopes: [SCOPE],
        transporterOptions,
      });
      // The library gives its token exchange none of the client's transport options.
      const inside = client as unknown as { stsCredential: { transporter: unknown } };
      inside.stsCredential.transporter = client.transporter;
      return client;
    },
    impersonated: (sourceClient, targetPrincipal, delegates = []) =>
      new Impersonated({
        sourceClient,
        targetPrincipal,
        targetScopes: [SCOPE],
        delegates,
        endpoint: apis.iamCredentials,
        lifetime: 300,
        transporterOptions,
      }),
    async fetchJson(url) {
      return (await person('').transporter.request({ url, agent })).data;
    },
    async close() {
      agent.destroy();
      await apis.stop();
    },
  };
}

export interface Refused {
  readonly code: number;
  readonly status: string;
  readonly message: string;
  readonly details?: readonly Readonly<Record<string, unknown>>[];
}

/** What Google's JSON says of an error. */
export async function refused(work: Promise<unknown>): Promise<Refused> {
  try {
    await work;
  } catch (error) {
    const { response } = error as { response?: { data?: { error?: Refused } } };
    const found = response?.data?.error;
    if (found !== undefined) return found;
    throw error;
  }
  throw new Error('it was not refused');
}
