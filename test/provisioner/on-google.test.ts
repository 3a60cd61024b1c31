// What the inventory asks for, made by the real clients on the sandbox's Google, until there is nothing left to plan.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { createArtifactRegistry } from '../../src/adapters/artifact-registry/artifact-registry.ts';
import { createParkedServices } from '../../src/adapters/cloud-run/parked-service.ts';
import { createNewcomers } from '../../src/adapters/google/newcomers.ts';
import { createGoogleIam } from '../../src/adapters/google-iam/google-iam.ts';
import type { Environment, Workload } from '../../src/documents/generated/documents.ts';
import { advance } from '../../src/engine/advance.ts';
import { observe } from '../../src/engine/observe.ts';
import { planTarget } from '../../src/plan/plan-target.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { Failure } from '../../src/ports/failure.ts';
import type { Provider } from '../../src/ports/provider.ts';
import { compile } from '../../src/provisioner/compile.ts';
import { memberOf } from '../../src/resources/accounts.ts';
import type { Resource } from '../../src/resources/resource.ts';
import {
  startArtifactRegistry,
  type ArtifactRegistry,
} from '../../src/sandbox/artifact-registry/start.ts';
import { startGoogleApis, type GoogleApis } from '../../src/sandbox/google/iam/start.ts';
import { createAuthority } from '../../src/sandbox/tls/authority.ts';
import type { Document } from '../../src/documents/document.ts';
import { parsed, told } from '../documents/files.ts';
import { webServer } from '../sandbox/cloud-run/images.ts';
import { silent, startWorld, type World } from '../sandbox/cloud-run/world.ts';
import { notedCalls } from '../support/calls.ts';

const { signal } = new AbortController();
const PROVISIONER = 'provisioner@acme-runway.iam.gserviceaccount.com';
const TARGET = 'dev/checkout';

function document<T>(path: string, text: string): Document<T> {
  const file = parsed(path, text);
  if (file.document === null) throw new Error(told(file.diagnostics).join('\n'));
  return file.document as unknown as Document<T>;
}

const environment = document<Environment>(
  'environments/dev/environment.yml',
  `apiVersion: runway/v1
kind: Environment
metadata: { name: dev }
spec:
  runtime: { kind: cloud-run, project: acme-dev, regions: [us-east1, europe-west1] }
  images: us-docker.pkg.dev/acme-dev
  identity:
    bot: runway@acme-runway.iam.gserviceaccount.com
    plans: plans-dev@acme-runway.iam.gserviceaccount.com
`,
);

function workload(roles: string) {
  const text = `apiVersion: runway/v1
kind: Workload
metadata: { name: checkout }
spec:
  project: acme/checkout
  project_id: 7
  owners: ['@alice']
  environments: [dev]
${roles === '' ? '' : `  additional_roles: [${roles}]\n`}`;
  return document<Workload>('inventory/checkout.yml', text);
}

const wished = (roles: string) => compile(TARGET, workload(roles), environment);

let world: World;
let apis: GoogleApis;
let registry: ArtifactRegistry;
let providers: readonly Provider[];

beforeAll(async () => {
  world = await startWorld({
    regions: ['us-east1', 'europe-west1'],
    projects: [{ id: 'acme-runway', number: '210987654321' }],
  });
  const { cloud, dir, run } = world;
  const tls = await createAuthority(join(dir, 'tls'));
  const common = { cloud, tls, log: silent };
  apis = await startGoogleApis({ ...common, dir: join(dir, 'apis') });
  registry = await startArtifactRegistry({ ...common, dir: join(dir, 'registry') });
  for (const id of ['runway', 'plans-dev', 'provisioner'])
    cloud.accounts.create({ project: 'acme-runway', id });
  for (const role of ['iam.serviceAccountAdmin', 'iam.serviceAccountUser', 'run.admin'])
    cloud.grant('projects/acme-dev', `roles/${role}`, memberOf(PROVISIONER));
  for (const role of ['resourcemanager.projectIamAdmin', 'artifactregistry.admin'])
    cloud.grant('projects/acme-dev', `roles/${role}`, memberOf(PROVISIONER));
  const placeholder = await world.registry.push('placeholder', webServer('placeholder'));
  providers = provisioning({
    token: cloud.issue(PROVISIONER),
    ca: tls.ca,
    run: run.endpoint,
    placeholder,
  });
}, 60_000);

afterAll(async () => {
  await registry.stop();
  await apis.stop();
  await world.close();
});

function provisioning(at: {
  readonly token: string;
  readonly ca: string;
  readonly run: string;
  readonly placeholder: string;
}): readonly Provider[] {
  const clock = {
    now: () => new Date(),
    sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, Math.min(ms, 50))),
  };
  const common = {
    ca: at.ca,
    clock,
    log: silent,
    calls: notedCalls(),
    newcomers: createNewcomers(clock),
    identity: {
      accessToken: async () => at.token,
      rejected: () => undefined,
      idToken: () => Promise.reject(new Error('no API of Google takes an ID token')),
    },
  };
  const made = [
    createGoogleIam({ ...common, iam: apis.iam, resourceManager: apis.resourceManager }),
    createArtifactRegistry({ ...common, endpoint: registry.endpoint }),
    createParkedServices({
      ...common,
      endpoint: at.run,
      token: async () => at.token,
      budget: { take: async () => 0 },
      placeholder: at.placeholder,
    }),
  ];
  // Each is asked about its own kinds alone.
  return made as readonly unknown[] as readonly Provider[];
}

async function planned(desired: readonly Resource[]): Promise<Plan> {
  const { scope } = wished('');
  const observed = await observe(providers, { scope, wanted: desired }, signal);
  return planTarget({
    target: TARGET,
    intent: 'wanted',
    desired,
    observed,
    tried: new Set(),
    surplus: 'removed',
    adopt: false,
  });
}

/** As passes do: look, plan, move, and come back for what is to be tried later. Answers with the moves that it took. */
async function arrive(desired: readonly Resource[]): Promise<number> {
  const { scope } = wished('');
  for (let moves = 0; moves < 60; moves += 1) {
    try {
      const observed = await observe(providers, { scope, wanted: desired }, signal);
      const plan = await planned(desired);
      if (plan.waves.length === 0) return moves;
      const marks = { begun: {}, complete: {}, parked: {} };
      const how = {
        strategy: 'expedited',
        adopt: false,
        onRevision: async () => undefined,
      } as const;
      await advance(providers, { plan, observed, scope, ...marks, ...how }, signal);
    } catch (error) {
      if (!(error instanceof Failure) || error.retry === 'never') throw error;
    }
    await new Promise((done) => setTimeout(done, 60));
  }
  throw new Error(`it never ended: ${JSON.stringify(await planned(desired))}`);
}

test('what is asked for is made, and then nothing is left to plan', async () => {
  const { resources } = wished('roles/cloudsql.client');
  await arrive(resources);
  const plan = await planned(resources);
  expect(plan).toMatchObject({ waves: [], foreign: [] });
  expect(plan.unchanged).toEqual(resources.map(({ address }) => address).sort());
}, 60_000);

test('another role is one change, and taken back is another', async () => {
  const { resources } = wished('roles/cloudsql.client, roles/pubsub.publisher');
  const plan = await planned(resources);
  expect(plan.waves.flat().map(({ address, action }) => [address, action])).toEqual([
    ['dev/checkout/ServiceAccount/runtime', 'update'],
  ]);
  await arrive(resources);
  await arrive(wished('').resources);
  const { bindings } = world.cloud.policyOf('projects/acme-dev');
  expect(bindings.map(({ role }) => role)).not.toContain('roles/cloudsql.client');
}, 60_000);

test('where grants are felt late, it takes longer and ends the same', async () => {
  await arrive([]);
  world.cloud.setGrantDelay(400);
  const { resources } = wished('roles/cloudsql.client');
  await arrive(resources);
  world.cloud.setGrantDelay(0);
  expect(await planned(resources)).toMatchObject({ waves: [], foreign: [] });
}, 60_000);

test('what is asked for no more goes, last made first, and leaves nothing behind', async () => {
  await arrive(wished('roles/cloudsql.client').resources);
  await arrive([]);
  const { cloud } = world;
  expect(cloud.accounts.list('acme-dev').map(({ email }) => email)).not.toContain(
    'run-checkout@acme-dev.iam.gserviceaccount.com',
  );
  expect(JSON.stringify(cloud.policyOf('projects/acme-dev'))).not.toContain('checkout');
  expect(registry.repository('projects/acme-dev/locations/us/repositories/checkout')).toBeNull();
}, 60_000);
