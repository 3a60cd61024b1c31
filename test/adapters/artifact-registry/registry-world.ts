// Artifact Registry on loopback with a provider that talks to it over TLS.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArtifactRegistry } from '../../../src/adapters/artifact-registry/artifact-registry.ts';
import { createPullCheck } from '../../../src/adapters/artifact-registry/may-pull.ts';
import { createNewcomers } from '../../../src/adapters/google/newcomers.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Identity } from '../../../src/ports/identity.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { memberOf } from '../../../src/resources/accounts.ts';
import {
  startArtifactRegistry,
  type ArtifactRegistry,
} from '../../../src/sandbox/artifact-registry/start.ts';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import { openCloud, type Cloud } from '../../../src/sandbox/google/cloud.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { silent } from '../../sandbox/cloud-run/world.ts';
import { notedCalls } from '../../support/calls.ts';
import { BOT } from '../../support/provisioned.ts';

export const PROJECT = 'acme-dev';
export const PROVISIONER = 'provisioner@acme-runway.iam.gserviceaccount.com';
export const PLANS = 'plans-dev@acme-runway.iam.gserviceaccount.com';
export const SCOPE = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: PROJECT, regions: ['us-east1'] },
  images: `us-docker.pkg.dev/${PROJECT}`,
  identity: null,
  vault: null,
} as const;
const clock: Clock = {
  now: () => new Date(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20))),
};

export interface World {
  readonly cloud: Cloud;
  readonly faults: Faults;
  readonly registry: ArtifactRegistry;
  readonly ca: string;
  readonly provider: Provider<'ImageRepository'>;
  /** As after a restart: whatever a provider remembers is gone. */
  another(this: void): Provider<'ImageRepository'>;
  /** Whether Cloud Run may pull, asked as the account that looks. */
  mayPull(this: void): Provider<never>;
  stop(this: void): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'artifact-registry-'));
  const tls = await createAuthority(join(dir, 'tls'));
  const cloud = openCloud({
    dir: join(dir, 'cloud'),
    projects: [
      { id: PROJECT, number: '123456789012' },
      { id: 'acme-runway', number: '210987654321' },
    ],
  });
  for (const email of [BOT, PROVISIONER, PLANS])
    cloud.accounts.create({ project: 'acme-runway', id: email.split('@')[0] ?? '' });
  cloud.grant(`projects/${PROJECT}`, 'roles/artifactregistry.admin', memberOf(PROVISIONER));
  const faults = createFaults();
  const registry = await startArtifactRegistry({
    cloud,
    faults,
    tls,
    dir: join(dir, 'registry'),
    log: silent,
    operationMs: 50,
  });
  const token = cloud.issue(PROVISIONER);
  const another = (): Provider<'ImageRepository'> =>
    createArtifactRegistry({
      endpoint: registry.endpoint,
      ca: tls.ca,
      identity: withToken(async () => token),
      clock,
      log: silent,
      calls: notedCalls(),
      newcomers: createNewcomers(clock),
    });
  return {
    cloud,
    faults,
    registry,
    ca: tls.ca,
    provider: another(),
    another,
    mayPull: () =>
      createPullCheck({
        endpoint: registry.endpoint,
        ca: tls.ca,
        identity: withToken(async () => cloud.issue(PLANS)),
        calls: notedCalls(),
        newcomers: createNewcomers(clock),
        projects: () => ({
          number: async (project) => cloud.projects.find(project)?.number ?? '',
          policy: async (project) => ({
            bindings: [...cloud.policyOf(`projects/${project}`).bindings].map((one) => ({
              ...one,
              members: [...one.members],
            })),
          }),
        }),
      }),
    async stop() {
      await registry.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function withToken(accessToken: Identity['accessToken']): Identity {
  return {
    accessToken,
    rejected: () => undefined,
    idToken: () => Promise.reject(new Error('no API of Google takes an ID token')),
  };
}
