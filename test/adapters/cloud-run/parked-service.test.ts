// Services that are made ahead, by the real client against Cloud Run on loopback.

import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { createNewcomers } from '../../../src/adapters/google/newcomers.ts';
import type { CloudRun } from '../../../src/adapters/cloud-run/cloud-run.ts';
import { createParkedServices } from '../../../src/adapters/cloud-run/parked-service.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { accountId } from '../../../src/resources/accounts.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { provisionedContract } from '../../contracts/provisioned.ts';
import { webServer } from '../../sandbox/cloud-run/images.ts';
import {
  create,
  PARENT,
  read,
  service,
  silent,
  startWorld,
  type World,
  update,
} from '../../sandbox/cloud-run/world.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { notedCalls } from '../../support/calls.ts';
import { parkedService } from '../../support/provisioned.ts';

const AT = { project: 'acme-dev', region: 'us-east1' };
const SCOPE = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: AT.project, regions: [AT.region] },
  images: 'us-docker.pkg.dev/acme-dev',
  identity: null,
  vault: null,
} as const;
const { signal } = new AbortController();
const clock: Clock = {
  now: () => new Date(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

async function settingsFor(world: World): Promise<CloudRun> {
  const { ca } = await createAuthority(join(world.dir, 'tls'));
  return {
    endpoint: world.run.endpoint,
    ca,
    token: async () => world.token,
    clock,
    log: silent,
    calls: notedCalls(),
    budget: { take: async () => 0 },
  };
}

async function grant(world: World, workload: string, member: string): Promise<void> {
  const resource = `${PARENT}/services/${workload}`;
  const [policy] = await world.services.getIamPolicy({ resource });
  const bindings = [...(policy.bindings ?? []), { role: 'roles/run.admin', members: [member] }];
  await world.services.setIamPolicy({ resource, policy: { ...policy, bindings } });
}

/** Policies name only accounts that exist, and services run only as those. */
async function startWithBot(): Promise<World> {
  const world = await startWorld({ projects: [{ id: 'acme-runway', number: '210987654321' }] });
  world.cloud.accounts.create({ project: 'acme-runway', id: 'runway' });
  return world;
}

function makeAccounts({ cloud }: World, target: Target): void {
  const { workload } = splitTarget(target);
  for (const role of ['runtime', 'deploy'] as const) {
    cloud.accounts.create({ project: AT.project, id: accountId(workload, role) });
  }
}

provisionedContract('Cloud Run', async () => {
  const world = await startWithBot();
  const placeholder = await world.registry.push('placeholder', webServer('placeholder'));
  const provider = createParkedServices({
    ...(await settingsFor(world)),
    newcomers: createNewcomers(clock),
    placeholder,
  });
  const nameOf = (target: Target) => splitTarget(target).workload;
  return {
    provider: provider as unknown as Provider,
    scope: SCOPE,
    wanted: (target) => [[parkedService(target, AT, 'first')]],
    changed: (target) => [[parkedService(target, AT, 'second')]],
    prepare: async (target) => makeAccounts(world, target),
    foreign: async (target) => void (await create(world, nameOf(target), service(placeholder))),
    handEdit: (target) => grant(world, nameOf(target), 'user:ann@acme.dev'),
    async neighbour() {
      await create(world, 'neighbour', service(placeholder));
      await grant(world, 'neighbour', 'user:ann@acme.dev');
    },
    async neighbours() {
      const { etag: _, ...seen } = await read(world, 'neighbour');
      return JSON.stringify(seen);
    },
    stop: () => world.close(),
  };
});

test('it is closed and never has an instance, and once something is deployed to it, it stays', async () => {
  const world = await startWithBot();
  makeAccounts(world, 'dev/checkout');
  const placeholder = await world.registry.push('placeholder', webServer('placeholder'));
  const newcomers = createNewcomers(clock);
  const provider = createParkedServices({ ...(await settingsFor(world)), newcomers, placeholder });
  const scope = { ...SCOPE, workload: 'checkout' };
  const wanted = parkedService('dev/checkout', AT, 'first') as Resource<'ParkedService'>;
  await applyProvisioned(provider, { scope, wanted: [wanted] });
  const live = await read(world, 'checkout');
  expect(live).toMatchObject({
    ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY',
    invokerIamDisabled: false,
    labels: { 'managed-by': 'runway', 'runway-workload': 'checkout', 'runway-environment': 'dev' },
    annotations: { 'runway.dev/parked': 'true' },
    scaling: { minInstanceCount: 0 },
    template: { serviceAccount: 'run-checkout@acme-dev.iam.gserviceaccount.com' },
  });
  const [parked] = await provider.observe(scope, [wanted], signal);
  expect(parked?.facts).toEqual({ inUse: false });
  await update(world, { name: live.name ?? '', annotations: {} }, ['annotations']);
  const [used] = await provider.observe(scope, [wanted], signal);
  expect(used).toMatchObject({ owned: true, facts: { inUse: true }, spec: wanted.spec });
  if (used === undefined) throw new Error('it is gone');
  await expect(provider.remove(scope, used, signal)).rejects.toMatchObject({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    retry: 'later',
  });
  await world.close();
});
