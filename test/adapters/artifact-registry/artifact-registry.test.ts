// The real client, over TLS, against Artifact Registry on loopback.

import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArtifactRegistry } from '../../../src/adapters/artifact-registry/artifact-registry.ts';
import { createNewcomers } from '../../../src/adapters/google/newcomers.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { accountEmail, memberOf } from '../../../src/resources/accounts.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import {
  startArtifactRegistry,
  type ArtifactRegistry,
} from '../../../src/sandbox/artifact-registry/start.ts';
import { openCloud, type Cloud } from '../../../src/sandbox/google/cloud.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { provisionedContract } from '../../contracts/provisioned.ts';
import { silent } from '../../sandbox/cloud-run/world.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { notedCalls } from '../../support/calls.ts';
import { BOT, repositoryOf } from '../../support/provisioned.ts';
import { clientAs } from './client-as.ts';

const PROJECT = 'acme-dev';
const PROVISIONER = 'provisioner@acme-runway.iam.gserviceaccount.com';
const SCOPE = {
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

const { signal } = new AbortController();

interface World {
  readonly cloud: Cloud;
  readonly registry: ArtifactRegistry;
  readonly ca: string;
  readonly provider: Provider<'ImageRepository'>;
  stop(this: void): Promise<void>;
}

async function startWorld(): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'artifact-registry-'));
  const tls = await createAuthority(join(dir, 'tls'));
  const cloud = openCloud({
    dir: join(dir, 'cloud'),
    projects: [
      { id: PROJECT, number: '123456789012' },
      { id: 'acme-runway', number: '210987654321' },
    ],
  });
  for (const email of [BOT, PROVISIONER])
    cloud.accounts.create({ project: 'acme-runway', id: email.split('@')[0] ?? '' });
  cloud.grant(`projects/${PROJECT}`, 'roles/artifactregistry.admin', memberOf(PROVISIONER));
  const registry = await startArtifactRegistry({
    cloud,
    tls,
    dir: join(dir, 'registry'),
    log: silent,
    operationMs: 50,
  });
  const token = cloud.issue(PROVISIONER);
  const provider = createArtifactRegistry({
    endpoint: registry.endpoint,
    ca: tls.ca,
    identity: {
      accessToken: async () => token,
      rejected: () => undefined,
      idToken: () => Promise.reject(new Error('no API of Google takes an ID token')),
    },
    clock,
    log: silent,
    calls: notedCalls(),
    newcomers: createNewcomers(clock),
  });
  return {
    cloud,
    registry,
    ca: tls.ca,
    provider,
    async stop() {
      await registry.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

provisionedContract('Artifact Registry', async () => {
  const { cloud, ca, provider, registry, stop } = await startWorld();
  const admin = await clientAs({
    endpoint: registry.endpoint,
    ca,
    token: cloud.issue(PROVISIONER),
  });
  const nameOf = (target: Target) =>
    `projects/${PROJECT}/locations/us/repositories/${splitTarget(target).workload}`;
  const share = (name: string) =>
    cloud.grant(name, 'roles/artifactregistry.writer', 'user:ann@acme.dev');
  return {
    provider: provider as unknown as Provider,
    scope: SCOPE,
    wanted: (target) => [[repositoryOf(target, PROJECT, 'first')]],
    changed: (target) => [[repositoryOf(target, PROJECT, 'second')]],
    async prepare(target) {
      const { workload } = splitTarget(target);
      const email = accountEmail(PROJECT, workload, 'deploy');
      cloud.accounts.create({ project: PROJECT, id: email.split('@')[0] ?? '' });
    },
    async foreign(target) {
      await admin.create(splitTarget(target).workload);
      share(nameOf(target));
    },
    async handEdit(target) {
      share(nameOf(target));
    },
    async neighbour() {
      await admin.create('neighbour');
      share(`projects/${PROJECT}/locations/us/repositories/neighbour`);
    },
    async neighbours() {
      const name = `projects/${PROJECT}/locations/us/repositories/neighbour`;
      return JSON.stringify([registry.repository(name), cloud.policyOf(name)]);
    },
    async stop() {
      await admin.close();
      await stop();
    },
  };
});

test('rules of others that delete go, and those that keep something stay', async () => {
  const { cloud, ca, provider, registry, stop } = await startWorld();
  const admin = await clientAs({
    endpoint: registry.endpoint,
    ca,
    token: cloud.issue(PROVISIONER),
  });
  cloud.accounts.create({ project: PROJECT, id: 'dep-checkout' });
  const scope = { ...SCOPE, workload: 'checkout' };
  const wanted = repositoryOf('dev/checkout', PROJECT, 'first');
  await applyProvisioned(provider, { scope, wanted: [wanted] });
  await admin.addCleanup('checkout', {
    'keep-releases': { id: 'keep-releases', action: 'KEEP', condition: { tagState: 'TAGGED' } },
    everything: { id: 'everything', action: 'DELETE', condition: { tagState: 'ANY' } },
  });
  const [seen] = await provider.observe(scope, [], signal);
  expect(seen?.spec.untaggedDays).toBe(0);
  await applyProvisioned(provider, { scope, wanted: [wanted] });
  const name = `projects/${PROJECT}/locations/us/repositories/checkout`;
  expect(Object.keys(registry.repository(name)?.cleanupPolicies ?? {}).sort()).toEqual([
    'keep-releases',
    'runway-untagged',
  ]);
  await admin.close();
  await stop();
});
