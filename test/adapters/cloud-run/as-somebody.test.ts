// As whom Cloud Run is asked: one client, and each call with the token of the account that it needs.

import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { placeholderService } from '../../../src/adapters/cloud-run/parking.ts';
import { ownLabels } from '../../../src/resources/own-labels.ts';
import { createCloudRun } from '../../../src/adapters/cloud-run/cloud-run.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Principal } from '../../../src/ports/identity.ts';
import type { RunKind } from '../../../src/adapters/cloud-run/write.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { endpoint, service } from '../../support/resources.ts';
import type { World } from '../../sandbox/cloud-run/world.ts';
import { create, silent, startWorld } from '../../sandbox/cloud-run/world.ts';
import { webServer } from '../../sandbox/cloud-run/images.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { notedCalls } from '../../support/calls.ts';

const { signal } = new AbortController();
const at = { environment: 'dev', workload: 'checkout', region: 'us-east1' };
const plans = 'runway-plans@acme-dev.iam.gserviceaccount.com';
const deploy = 'dep-checkout@acme-dev.iam.gserviceaccount.com';
const shared = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: 'acme-dev', regions: ['us-east1'] },
  images: 'registry.example.test',
  vault: null,
  workload: null,
} as const;
const provisioned = { ...shared, identity: { bot: 'runway@x.iam.gserviceaccount.com', plans } };
const desired = [service({}, at), endpoint({}, at)];

let world: World;
let ca: string;
let asked: string[];

beforeAll(async () => {
  world = await startWorld({ regions: ['us-east1'] });
  ({ ca } = await createAuthority(join(world.dir, 'tls')));
}, 60_000);

afterAll(() => world.close());

beforeEach(() => {
  asked = [];
});

function runtime(
  tokens: (email: string) => string | Failure = () => world.token,
  laterMs = 0,
): Provider<RunKind> {
  const rejected: string[] = [];
  const named = (principal: Principal): string =>
    principal.type === 'self' ? 'self' : principal.email;
  return createCloudRun({
    endpoint: world.run.endpoint,
    ca,
    async token(principal) {
      const name = named(principal);
      asked.push(name);
      const token = rejected.includes(name) ? world.token : tokens(name);
      if (token instanceof Failure) throw token;
      return token;
    },
    rejected: (principal) => void rejected.push(named(principal)),
    clock: { now: () => new Date(Date.now() + laterMs), sleep: async () => undefined },
    log: silent,
    calls: notedCalls(),
    budget: { take: async () => 0 },
  });
}

test('it looks with the account that may only look', async () => {
  await runtime().observe(provisioned, [], signal);
  await runtime().observe({ ...provisioned, workload: 'checkout' }, [], signal);
  expect(new Set(asked)).toEqual(new Set([plans]));
});

test("it rehearses with the target's deploy account", async () => {
  await runtime().rehearse(provisioned, desired, signal);
  expect(new Set(asked)).toEqual(new Set([deploy]));
});

test('where an environment has no identity, it is asked as the account of the process', async () => {
  const plain = { ...shared, identity: null };
  await runtime().observe(plain, [], signal);
  await runtime().rehearse(plain, desired, signal);
  expect(new Set(asked)).toEqual(new Set(['self']));
});

test('looks at the same time share one listing, and one token', async () => {
  const one = runtime();
  await Promise.all(Array.from({ length: 9 }, () => one.observe(provisioned, [], signal)));
  expect(asked).toEqual([plans]);
});

test('a token that is not accepted is replaced once', async () => {
  await runtime(() => 'ended').observe(provisioned, [], signal);
  expect(asked).toEqual([plans, plans]);
});

test('what is not provisioned is told before the merge, with the file to change', async () => {
  const failure = new Failure({
    code: 'RUNWAY_IDENTITY_DENIED',
    message: `Google does not let Runway act as ${deploy}`,
    hint: 'grant it',
    retry: 'later',
  });
  const one = runtime((name) => (name === deploy ? failure : world.token));
  await one.observe(provisioned, [], signal);
  const words = await one.rehearse(provisioned, desired, signal);
  expect(words).toEqual([expect.stringContaining('inventory/checkout.yml')]);
  expect(words).toEqual([expect.stringContaining(failure.message)]);
});

test('what the provisioner has not made is waited for, and nothing is made in its place', async () => {
  const wanted = service({}, at);
  const making = applyProvisioned(runtime(), {
    scope: { ...provisioned, workload: 'checkout' },
    wanted: [wanted],
    revision: 'checkout-aaaaaaaa-1',
  });
  await expect(making).rejects.toMatchObject({
    code: 'RUNWAY_NOT_PROVISIONED',
    retry: 'later',
    message: expect.stringContaining('inventory/checkout.yml'),
  });
});

test('rights that were granted a moment ago are waited for, and no longer than that', async () => {
  world.cloud.accounts.create({ project: 'acme-dev', id: 'dep-checkout' });
  const stranger = world.cloud.issue(deploy);
  const image = await world.registry.push('placeholder', webServer('placeholder'));
  await create(
    world,
    'checkout',
    placeholderService({
      workload: 'checkout',
      labels: ownLabels('dev', 'checkout'),
      image,
      account: '',
    }),
  );
  const one = (minutes: number) =>
    applyProvisioned(
      runtime((name) => (name === deploy ? stranger : world.token), minutes * 60_000),
      {
        scope: { ...provisioned, workload: 'checkout' },
        wanted: [service({}, at)],
        revision: 'checkout-aaaaaaaa-1',
      },
    );
  await expect(one(1)).rejects.toMatchObject({ code: 'RUNWAY_ACCOUNT_NEW', retry: 'later' });
  await expect(one(11)).rejects.toMatchObject({ code: 'RUNWAY_RUNTIME_DENIED', retry: 'never' });
});

test('an identity that cannot be had just now says nothing of the target', async () => {
  const failure = new Failure({
    code: 'RUNWAY_IDENTITY_UNREACHABLE',
    message: 'IAM Credentials did not answer',
    hint: 'wait',
    retry: 'later',
  });
  const one = runtime((name) => (name === deploy ? failure : world.token));
  await expect(one.rehearse(provisioned, desired, signal)).rejects.toBe(failure);
});
