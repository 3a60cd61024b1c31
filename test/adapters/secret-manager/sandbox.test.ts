// The provider through Google's own client, on the sandbox's Secret Manager, which asks what every account may.

import { randomBytes } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMemoryVault } from '../../../src/adapters/memory/vault.ts';
import { createSecretManager } from '../../../src/adapters/secret-manager/secret-manager.ts';
import { isMaking } from '../../../src/plan/plan.ts';
import { planTarget } from '../../../src/plan/plan-target.ts';
import type { Principal } from '../../../src/ports/identity.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import { notedCalls } from '../../support/calls.ts';
import { type Line, recordingLog } from '../../support/recording-log.ts';
import { account, failure, grant, PROJECT, tokenOf } from '../../sandbox/google/callers.ts';
import { callerOf } from '../../../src/sandbox/google/tokens/identities.ts';
import { PARENT, startWorld, type World } from '../../sandbox/secret-manager/world.ts';

const { signal } = new AbortController();
const ID = 'checkout__API_KEY';
const NAME = `${PARENT}/secrets/${ID}`;

const place = {
  mount: 'runway',
  path: 'env/dev/service',
  namespace: null,
  auth: 'jwt',
  audience: 'vault',
  role: 'runway-dev-{workload}',
  plans: 'runway-dev-plans',
  owners: null,
};
const at = { place, workload: 'checkout', name: 'API_KEY' };

const vault = createMemoryVault();
const lines: Line[] = [];
const written: string[] = [];
let world: World;
let provider: Provider<'Secret'>;
let scope: Scope;
let run: string;
let plans: string;

beforeAll(async () => {
  world = await startWorld();
  const { ground, manager } = world;
  const bot = account(ground, 'runway-bot');
  plans = account(ground, 'runway-plans');
  run = account(ground, 'run-checkout');
  const deploy = account(ground, 'dep-checkout');
  grant(ground, { role: 'roles/secretmanager.viewer', to: plans, on: PARENT });
  ground.cloud.grant(PARENT, 'roles/secretmanager.admin', `serviceAccount:${bot}`, {
    title: 'creates empty secrets',
    expression: 'resource.type != "secretmanager.googleapis.com/SecretVersion"',
  });
  ground.cloud.grant(PARENT, 'roles/secretmanager.admin', `serviceAccount:${deploy}`, {
    title: 'own secrets',
    expression: `resource.name.startsWith("projects/${PROJECT.number}/secrets/checkout__")`,
  });
  const callerAs = (as: Principal) => callerOf(as.type === 'self' ? bot : as.email);
  provider = createSecretManager({
    projects: (as) => ({
      allowed: async (project, wished) =>
        wished.filter((right) => ground.cloud.may(callerAs(as), right, `projects/${project}`)),
      policy: async (project) => ({
        bindings: ground.cloud
          .policyOf(`projects/${project}`)
          .bindings.map((one) => ({ ...one, members: [...one.members] })),
      }),
    }),
    endpoint: manager.endpoint,
    ca: ground.tls.ca,
    identity: {
      accessToken: async (principal) =>
        tokenOf(ground, principal.type === 'self' ? bot : principal.email),
      rejected: () => undefined,
      idToken: () => Promise.reject(new Error('nobody logs in to Vault here')),
    },
    vault: vault.vault,
    clock: { now: () => new Date(ground.clock.at), sleep: async () => undefined },
    log: recordingLog(lines),
    calls: notedCalls(),
  });
  scope = {
    environment: 'dev',
    runtime: { kind: 'cloud-run', project: PROJECT.id, regions: ['us-east1'] },
    images: 'us-docker.pkg.dev/acme-dev',
    identity: { bot, plans },
    vault: place,
    workload: 'checkout',
  };
});

afterAll(() => world.close());

function write(): string {
  const value = randomBytes(12).toString('hex');
  written.push(value);
  vault.world.write(at, value);
  world.ground.clock.at += 60_000;
  return value;
}

function wanted(version: number): Resource<'Secret'> {
  return {
    kind: 'Secret',
    address: 'dev/checkout/Secret/API_KEY',
    target: 'dev/checkout',
    region: null,
    spec: {
      name: 'API_KEY',
      secret: ID,
      source: 'runway/env/dev/service/checkout/API_KEY',
      version,
      readers: [`serviceAccount:${run}`],
    },
  };
}

async function plan(version: number) {
  return planTarget({
    target: 'dev/checkout',
    intent: 'wanted',
    desired: [wanted(version)],
    observed: await provider.observe(scope, [wanted(version)], signal),
    tried: new Set(),
    surplus: 'left',
    adopt: false,
  });
}

async function apply(version: number): Promise<void> {
  const steps = (await plan(version)).waves.flat().filter(isMaking);
  const on = { scope, target: 'dev/checkout', region: null, marks: {}, before: null, adopt: false };
  await provider.apply({ ...on, steps } as Parameters<typeof provider.apply>[0], signal);
}

async function retire(number: string, after: string): Promise<void> {
  const [before = null] = await provider.observe(scope, [wanted(3)], signal);
  const difference = { path: `copies.${number}`, before: 'version', after };
  const step = { ...wanted(3), action: 'update', before, after: wanted(3), effects: [] };
  const steps = [{ ...step, differences: [difference], standing: { state: 'ready' } }];
  const on = { scope, target: 'dev/checkout', region: null, marks: {}, before: null, adopt: false };
  await provider.apply({ ...on, steps } as unknown as Parameters<typeof provider.apply>[0], signal);
}

async function valueOf(number: string, as = run): Promise<string> {
  const [{ payload }] = await world
    .as(as)
    .accessSecretVersion({ name: `${NAME}/versions/${number}` });
  return Buffer.from(payload?.data ?? '').toString();
}

test('a version is copied whole, and the runtime account alone reads it', async () => {
  const value = write();
  await apply(1);
  expect((await plan(1)).waves).toEqual([]);
  expect(await valueOf('1')).toBe(value);
  for (const other of [plans, account(world.ground, 'run-catalog')]) {
    expect((await failure(valueOf('1', other))).code).toBe(status.PERMISSION_DENIED);
  }
});

test('before the merge, rights are asked of Secret Manager and of the project', async () => {
  const ask = (name: string) => {
    const { spec } = wanted(1);
    const other = { ...wanted(1), spec: { ...spec, name, secret: `checkout__${name}` } };
    return provider.rehearse(scope, [other], signal);
  };
  vault.world.write({ ...at, name: 'OTHER' }, randomBytes(12).toString('hex'));
  expect(await ask('API_KEY')).toEqual([]);
  expect(await ask('OTHER')).toEqual([]);
  const { cloud } = world.ground;
  const { bindings, etag } = cloud.policyOf(PARENT);
  cloud.setPolicy(PARENT, {
    version: 3,
    bindings: bindings.filter(({ role }) => role === 'roles/secretmanager.viewer'),
    etag,
  });
  const told = await ask('OTHER');
  expect(told).toEqual([
    expect.stringContaining('grant runway-bot@acme-dev.iam.gserviceaccount.com a role with'),
    expect.stringContaining('dep-checkout@acme-dev.iam.gserviceaccount.com holds no role'),
  ]);
  cloud.setPolicy(PARENT, { version: 3, bindings: [...bindings] });
});

test('the next version is planned from metadata, and copied once', async () => {
  const value = write();
  expect((await plan(2)).waves.flat()[0]?.differences).toEqual([
    { path: 'version', before: '1', after: '2' },
  ]);
  await apply(2);
  await apply(2);
  expect((await plan(2)).waves).toEqual([]);
  expect(await valueOf('2')).toBe(value);
  const [versions] = await world.admin.listSecretVersions({ parent: NAME });
  expect(versions).toHaveLength(2);
});

test('an answer that was lost after the version was added adds none twice', async () => {
  write();
  world.faults.add({
    service: 'secret-manager',
    method: 'AddSecretVersion',
    fault: { loseAnswer: true },
    times: 1,
    share: null,
    where: {},
  });
  await expect(apply(3)).rejects.toMatchObject({ retry: 'later' });
  world.ground.clock.at += 60_000;
  await apply(3);
  expect((await plan(3)).waves).toEqual([]);
  const [versions] = await world.admin.listSecretVersions({ parent: NAME });
  expect(versions).toHaveLength(3);
});

test('a quota that is used up is tried again later', async () => {
  write();
  world.faults.add({
    service: 'secret-manager',
    method: 'UpdateSecret',
    fault: { status: 'RESOURCE_EXHAUSTED' },
    times: 1,
    share: null,
    where: {},
  });
  await expect(apply(4)).rejects.toMatchObject({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    retry: 'later',
  });
});

test('a reader that somebody added by hand shows', async () => {
  const [policy] = await world.admin.getIamPolicy({ resource: NAME });
  const eve = account(world.ground, 'eve-account');
  const binding = {
    role: 'roles/secretmanager.secretAccessor',
    members: [`serviceAccount:${eve}`],
  };
  const bindings = [...(policy.bindings ?? []), binding];
  await world.admin.setIamPolicy({ resource: NAME, policy: { ...policy, bindings } });
  world.ground.clock.at += 60_000;
  expect((await plan(3)).waves.flat()[0]?.differences).toEqual([
    { path: `readers.serviceAccount:${eve}`, before: 'yes', after: null },
  ]);
});

test('a copy that nothing needs is disabled, brought back, and in the end gone', async () => {
  await apply(3);
  const stateOf = async (number: string): Promise<string> => {
    const [version] = await world.admin.getSecretVersion({ name: `${NAME}/versions/${number}` });
    return String(version.state);
  };
  await retire('1', 'disabled, destroyed after the grace time');
  expect(await stateOf('1')).toBe('DISABLED');
  const [seen] = await provider.observe(scope, [wanted(3)], signal);
  expect(seen?.facts.copies[0]).toMatchObject({
    state: 'disabled',
    disabledAt: new Date(world.ground.clock.at).toISOString(),
  });
  await apply(1);
  expect(await stateOf('1')).toBe('ENABLED');
  await retire('1', 'destroyed');
  expect(await stateOf('1')).toBe('ENABLED');
  await retire('1', 'disabled, destroyed after the grace time');
  await retire('1', 'destroyed');
  expect(await stateOf('1')).toBe('DESTROYED');
  await apply(1);
  expect((await plan(1)).waves).toEqual([]);
});

test('with the secret goes all that is in it', async () => {
  const [seen] = await provider.observe(scope, [wanted(1)], signal);
  if (seen === undefined) throw new Error('it was not seen');
  await provider.remove(scope, seen, signal);
  expect(await provider.observe(scope, [wanted(1)], signal)).toEqual([]);
});

test('no value is in what was logged', () => {
  for (const value of written) expect(JSON.stringify(lines)).not.toContain(value);
});
