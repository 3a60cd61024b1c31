// The provider through Google's own client, on the sandbox's Secret Manager, which asks what every account may.

import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { account, failure } from '../../sandbox/google/callers.ts';
import { PARENT } from '../../sandbox/secret-manager/world.ts';
import { NAME, secretOf, type SecretsWorld, startSecretsWorld } from './secrets-world.ts';

const { signal } = new AbortController();

const written: string[] = [];
let secrets: SecretsWorld;
let world: SecretsWorld['world'];
let run: string;
let plans: string;

beforeAll(async () => {
  secrets = await startSecretsWorld();
  ({ world } = secrets);
  ({ run, plans } = secrets.accounts);
});

afterAll(() => world.close());

function write(): string {
  const value = secrets.write();
  written.push(value);
  return value;
}

async function valueOf(number: string, as = run): Promise<string> {
  const [{ payload }] = await world
    .as(as)
    .accessSecretVersion({ name: `${NAME}/versions/${number}` });
  return Buffer.from(payload?.data ?? '').toString();
}

test('a version is copied whole, and the runtime account alone reads it', async () => {
  const value = write();
  await secrets.apply(1);
  expect((await secrets.plan(1)).waves).toEqual([]);
  expect(await valueOf('1')).toBe(value);
  for (const other of [plans, account(world.ground, 'run-catalog')]) {
    expect((await failure(valueOf('1', other))).code).toBe(status.PERMISSION_DENIED);
  }
});

test('before the merge, rights are asked of Secret Manager and of the project', async () => {
  const { provider, scope } = secrets;
  const ask = (name: string) => provider.rehearse(scope, [secretOf(1, run, name)], signal);
  secrets.write('OTHER');
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
  expect((await secrets.plan(2)).waves.flat()[0]?.differences).toEqual([
    { path: 'version', before: '1', after: '2' },
  ]);
  await secrets.apply(2);
  await secrets.apply(2);
  expect((await secrets.plan(2)).waves).toEqual([]);
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
  await expect(secrets.apply(3)).rejects.toMatchObject({ retry: 'later' });
  world.ground.clock.at += 60_000;
  await secrets.apply(3);
  expect((await secrets.plan(3)).waves).toEqual([]);
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
  await expect(secrets.apply(4)).rejects.toMatchObject({
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
  expect((await secrets.plan(3)).waves.flat()[0]?.differences).toEqual([
    { path: `readers.serviceAccount:${eve}`, before: 'yes', after: null },
  ]);
});

test('a copy that nothing needs is disabled, brought back, and in the end gone', async () => {
  await secrets.apply(3);
  const stateOf = async (number: string): Promise<string> => {
    const [version] = await world.admin.getSecretVersion({ name: `${NAME}/versions/${number}` });
    return String(version.state);
  };
  await secrets.retire('1', 'disabled, destroyed after the grace time');
  expect(await stateOf('1')).toBe('DISABLED');
  const [seen] = await secrets.provider.observe(secrets.scope, [secretOf(3, run)], signal);
  expect(seen?.facts.copies[0]).toMatchObject({
    state: 'disabled',
    disabledAt: new Date(world.ground.clock.at).toISOString(),
  });
  await secrets.apply(1);
  expect(await stateOf('1')).toBe('ENABLED');
  await secrets.retire('1', 'destroyed');
  expect(await stateOf('1')).toBe('ENABLED');
  await secrets.retire('1', 'disabled, destroyed after the grace time');
  await secrets.retire('1', 'destroyed');
  expect(await stateOf('1')).toBe('DESTROYED');
  await secrets.apply(1);
  expect((await secrets.plan(1)).waves).toEqual([]);
});

test('with the secret goes all that is in it', async () => {
  const [seen] = await secrets.provider.observe(secrets.scope, [secretOf(1, run)], signal);
  if (seen === undefined) throw new Error('it was not seen');
  await secrets.provider.remove(secrets.scope, seen, signal);
  expect(await secrets.provider.observe(secrets.scope, [secretOf(1, run)], signal)).toEqual([]);
});

test('no value is in what was logged', () => {
  for (const value of written) expect(JSON.stringify(secrets.lines)).not.toContain(value);
});
