import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { createCloudRun } from '../../../src/adapters/cloud-run/cloud-run.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { endpoint, service, template } from '../../support/resources.ts';
import type { World } from '../../sandbox/cloud-run/world.ts';
import { PARENT, silent, startWorld } from '../../sandbox/cloud-run/world.ts';
import { notedCalls } from '../../support/calls.ts';

const { signal } = new AbortController();
const at = { environment: 'dev', workload: 'checkout', region: 'us-east1' };
const scope: Scope = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: 'acme-dev', regions: ['us-east1'] },
  images: 'registry.example.test',
  identity: null,
  vault: null,
  workload: 'checkout',
};

let world: World;

beforeAll(async () => {
  world = await startWorld({ regions: ['us-east1'] });
}, 60_000);

afterAll(() => world.close());

async function runtimeWith(token: string) {
  const { ca } = await createAuthority(join(world.dir, 'tls'));
  return createCloudRun({
    endpoint: world.run.endpoint,
    ca,
    token: async () => token,
    clock: { now: () => new Date(), sleep: async () => undefined },
    log: silent,
    calls: notedCalls(),
    budget: { take: async () => 0 },
  });
}

test('what Cloud Run accepts is rehearsed in silence, and nothing is made', async () => {
  const runtime = await runtimeWith(world.token);
  expect(await runtime.rehearse(scope, [service({}, at), endpoint({}, at)], signal)).toEqual([]);
  const [services] = await world.services.listServices({ parent: PARENT });
  expect(services).toEqual([]);
});

test('what Cloud Run would refuse is told in its own words', async () => {
  const runtime = await runtimeWith(world.token);
  const greedy = service({ template: template({ memory: '64Gi' }) }, at);
  const words = await runtime.rehearse(scope, [greedy], signal);
  expect(words).toEqual([expect.stringContaining('memory must be between')]);
});

test('not being known to Cloud Run is a failure of looking', async () => {
  const runtime = await runtimeWith('unknown');
  await expect(runtime.observe(scope, [], signal)).rejects.toMatchObject({
    code: 'RUNWAY_RUNTIME_DENIED',
    retry: 'never',
  });
});
