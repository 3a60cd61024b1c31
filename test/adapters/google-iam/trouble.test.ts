// What goes wrong with accounts: new ones that nobody knows yet, others who write at the same time, missing rights.

import { afterEach, expect, test } from '@jest/globals';
import type { Provider } from '../../../src/ports/provider.ts';
import type { IamKind } from '../../../src/adapters/google-iam/google-iam.ts';
import { accountEmail, memberOf } from '../../../src/resources/accounts.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { accountsOf, trustOf } from '../../support/provisioned.ts';
import { PROJECT, PROVISIONER, SCOPE, startIamWorld, type IamWorld } from './iam-world.ts';

const { signal } = new AbortController();
const target = 'dev/checkout';
const scope = { ...SCOPE, workload: 'checkout' };
const deployer = accountEmail(PROJECT, 'checkout', 'deploy');
const accounts = accountsOf(target, PROJECT, 'first');
const trust = [trustOf(target, PROJECT, 'first')];

let world: IamWorld;
afterEach(() => world.stop());

const apply = (provider: Provider<IamKind>, wanted: readonly Resource[]): Promise<void> =>
  applyProvisioned(provider, { scope, wanted });

test('an account that Google does not know yet is waited for, and a restart does not forget that it is new', async () => {
  world = await startIamWorld();
  world.cloud.setGrantDelay(90_000);
  const notYet = {
    code: 'RUNWAY_ACCOUNT_NEW',
    retry: 'later',
    message: expect.stringContaining('checkout@acme-dev'),
    hint: expect.stringContaining('until 12:10 UTC'),
  };
  await expect(apply(world.provider, accounts)).rejects.toMatchObject(notYet);
  world.time.now += 60_000;
  await expect(apply(world.another(), accounts)).rejects.toMatchObject(notYet);
  await expect(apply(world.another(), trust)).rejects.toMatchObject(notYet);
  world.time.now += 31_000;
  await apply(world.another(), accounts);
  await apply(world.another(), trust);
  const seen = await world.provider.observe(scope, [], signal);
  expect(seen.map(({ spec }) => spec)).toEqual([...accounts, ...trust].map(({ spec }) => spec));
});

test('an account that nobody knows long after it was made is told of at once', async () => {
  world = await startIamWorld();
  world.cloud.setGrantDelay(3_600_000);
  await expect(apply(world.provider, accounts)).rejects.toMatchObject({ retry: 'later' });
  world.time.now += 11 * 60_000;
  await expect(apply(world.another(), accounts)).rejects.toMatchObject({
    code: 'RUNWAY_RUNTIME_REFUSED',
    retry: 'never',
  });
});

test('a missing right is told at once, with its name and what holds it', async () => {
  world = await startIamWorld();
  await apply(world.provider, accounts);
  world.time.now += 3_600_000;
  const name = `projects/${PROJECT}`;
  const { bindings, etag } = world.cloud.policyOf(name);
  const others = bindings.filter(({ role }) => role !== 'roles/iam.serviceAccountAdmin');
  const viewer = { role: 'roles/iam.serviceAccountViewer', members: [memberOf(PROVISIONER)] };
  world.cloud.setPolicy(name, { version: 3, bindings: [...others, viewer] }, etag);
  await expect(apply(world.another(), trust)).rejects.toMatchObject({
    code: 'RUNWAY_RUNTIME_DENIED',
    retry: 'never',
    message: expect.stringContaining(deployer),
    hint: expect.stringContaining('iam.serviceAccounts.setIamPolicy'),
  });
  expect(
    await world.provider.rehearse(scope, accounts as readonly Resource<IamKind>[], signal),
  ).toEqual([expect.stringContaining('Grant it roles/iam.serviceAccountAdmin there')]);
});

test('who writes to the policy of the project at the same time loses nothing', async () => {
  world = await startIamWorld();
  const all = ['api', 'web', 'jobs', 'mail'];
  const busy = all.map(async (workload) => {
    const wanted = accountsOf(`dev/${workload}`, PROJECT, 'first');
    await applyProvisioned(world.another(), { scope: { ...SCOPE, workload }, wanted });
  });
  await Promise.all(busy);
  const { bindings } = world.cloud.policyOf(`projects/${PROJECT}`);
  const clients = bindings.find(({ role }) => role === 'roles/cloudsql.client');
  expect([...(clients?.members ?? [])].sort()).toEqual(
    all.map((workload) => memberOf(accountEmail(PROJECT, workload, 'runtime'))).sort(),
  );
});

test('where nobody answers it is told as not reached, without the token', async () => {
  world = await startIamWorld();
  const { token, provider } = world.unreachable();
  const look = provider.observe(scope, [], signal);
  await expect(look).rejects.toMatchObject({ code: 'RUNWAY_RUNTIME_UNREACHABLE', retry: 'later' });
  const told = await look.catch(
    (error: unknown) => JSON.stringify(error) + String((error as Error).cause),
  );
  expect(told).not.toContain(token);
});
