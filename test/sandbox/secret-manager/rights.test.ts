import { randomBytes } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { account, failure, grant, OTHER, PROJECT } from '../google/callers.ts';
import { automatic, PARENT, secretOf, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

const random = (): string => randomBytes(12).toString('hex');

/** What the provisioner gives a workload's accounts: rights on what begins with its name. */
function workload(name: string): { readonly deploy: string; readonly run: string } {
  const deploy = account(world.ground, `dep-${name}`);
  const run = account(world.ground, `run-${name}`);
  world.ground.cloud.grant(PARENT, 'roles/secretmanager.admin', `serviceAccount:${deploy}`, {
    title: 'own secrets',
    expression: `resource.name.startsWith("projects/${PROJECT.number}/secrets/${name}__")`,
  });
  return { deploy, run };
}

test('whoever has no token, or one of nobody, learns nothing', async () => {
  const name = `${PARENT}/secrets/any`;

  expect(await failure(world.as(null).getSecret({ name }))).toMatchObject({
    code: status.UNAUTHENTICATED,
    details: expect.stringContaining('missing required authentication credential'),
  });
});

test('without the permission a call is refused, whether or not there is such a secret', async () => {
  await secretOf(world, 'unseen', random());
  const client = world.as(account(world.ground, 'nobody-much'));
  const access = (id: string) =>
    failure(client.accessSecretVersion({ name: `${PARENT}/secrets/${id}/versions/1` }));

  const refused = await access('unseen');
  expect(refused).toMatchObject({
    code: status.PERMISSION_DENIED,
    details: `Permission 'secretmanager.versions.access' denied for resource '${PARENT}/secrets/unseen/versions/1' (or it may not exist).`,
    reason: 'IAM_PERMISSION_DENIED',
    errorInfoMetadata: { permission: 'secretmanager.versions.access' },
  });
  expect((await access('not-there')).code).toBe(refused.code);
  expect(await failure(client.listSecrets({ parent: PARENT }))).toMatchObject({
    code: status.PERMISSION_DENIED,
  });
  expect(await failure(client.listSecrets({ parent: 'projects/not-ours' }))).toMatchObject({
    code: status.PERMISSION_DENIED,
  });
});

test("a workload's accounts reach their own secrets and nothing of another workload's", async () => {
  const [checkout, catalog] = [workload('checkout'), workload('catalog')];
  const value = random();
  const own = await secretOf(world, 'checkout__API_KEY', value);
  const others = await secretOf(world, 'catalog__API_KEY', random());
  const near = await secretOf(world, 'checkout-two__API_KEY', random());
  grant(world.ground, { role: 'roles/secretmanager.secretAccessor', to: checkout.run, on: own });
  grant(world.ground, { role: 'roles/secretmanager.secretAccessor', to: catalog.run, on: others });
  const deploy = world.as(checkout.deploy);
  const run = world.as(checkout.run);

  await deploy.addSecretVersion({ parent: own, payload: { data: Buffer.from(random()) } });
  const [{ payload }] = await run.accessSecretVersion({ name: `${own}/versions/1` });
  expect(Buffer.from(payload?.data ?? '').toString()).toBe(value);

  for (const name of [others, near]) {
    const version = `${name}/versions/1`;
    const policy = { bindings: [{ role: 'roles/secretmanager.admin', members: ['allUsers'] }] };
    const tries = [
      deploy.getSecret({ name }),
      deploy.addSecretVersion({ parent: name, payload: { data: Buffer.from('x') } }),
      deploy.accessSecretVersion({ name: version }),
      deploy.accessSecretVersion({ name: `${name}/versions/latest` }),
      deploy.destroySecretVersion({ name: version }),
      deploy.disableSecretVersion({ name: version }),
      deploy.listSecretVersions({ parent: name }),
      deploy.updateSecret({ secret: { name, labels: {} }, updateMask: { paths: ['labels'] } }),
      deploy.deleteSecret({ name }),
      deploy.setIamPolicy({ resource: name, policy }),
      deploy.getIamPolicy({ resource: name }),
      run.accessSecretVersion({ name: version }),
      run.getSecret({ name }),
    ];
    for (const refused of await Promise.all(tries.map(failure))) {
      expect(refused).toMatchObject({ code: status.PERMISSION_DENIED });
    }
  }
  const create = deploy.createSecret({
    parent: PARENT,
    secretId: 'catalog__MORE',
    secret: automatic,
  });
  expect(await failure(create)).toMatchObject({ code: status.PERMISSION_DENIED });
  expect(await failure(deploy.listSecrets({ parent: PARENT }))).toMatchObject({
    code: status.PERMISSION_DENIED,
  });
  expect(
    await failure(run.addSecretVersion({ parent: own, payload: { data: Buffer.from('x') } })),
  ).toMatchObject({ code: status.PERMISSION_DENIED });
});

test('an account of one environment is nobody in another', async () => {
  const elsewhere = account(world.ground, 'dep-checkout', OTHER);
  grant(world.ground, { role: 'roles/owner', to: elsewhere, on: `projects/${OTHER.id}` });
  const name = await secretOf(world, 'at-home', random());

  expect(await failure(world.as(elsewhere).getSecret({ name }))).toMatchObject({
    code: status.PERMISSION_DENIED,
  });
});

test('policies are read, changed by whoever read them last, and tell what a caller may', async () => {
  const resource = await secretOf(world, 'shared', random());
  const reader = account(world.ground, 'run-reader');
  const [before] = await world.admin.getIamPolicy({ resource });
  const bindings = [
    { role: 'roles/secretmanager.secretAccessor', members: [`serviceAccount:${reader}`] },
  ];
  const etag = before.etag ?? Buffer.alloc(0);

  const [after] = await world.admin.setIamPolicy({ resource, policy: { bindings, etag } });
  const late = world.admin.setIamPolicy({ resource, policy: { bindings: [], etag } });

  expect(after.bindings).toMatchObject(bindings);
  expect(await failure(late)).toMatchObject({ code: status.ABORTED });
  const permissions = ['secretmanager.versions.access', 'secretmanager.versions.add'];
  const [tested] = await world.as(reader).testIamPermissions({ resource, permissions });
  expect(tested.permissions).toEqual(['secretmanager.versions.access']);
  const [nothing] = await world.admin.testIamPermissions({
    resource: `${PARENT}/secrets/not-there`,
    permissions,
  });
  expect(nothing.permissions ?? []).toEqual([]);
});

test('a policy that names nobody we know is refused', async () => {
  const resource = await secretOf(world, 'strangers');
  const members = [`serviceAccount:gone@${PROJECT.id}.iam.gserviceaccount.com`];
  const policy = { bindings: [{ role: 'roles/secretmanager.secretAccessor', members }] };

  expect(await failure(world.admin.setIamPolicy({ resource, policy }))).toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.stringContaining('does not exist'),
  });
});

test('Cloud Run gets a value for an account that may read it, and the refusal else', async () => {
  const value = random();
  const name = await secretOf(world, 'run__KEY', value);
  const email = account(world.ground, 'run-run');
  const caller = { member: `serviceAccount:${email}` };
  const read = () => world.manager.value(`${PARENT}/secrets/run__KEY/versions/1`, caller);

  expect(read).toThrow("Permission 'secretmanager.versions.access' denied");
  grant(world.ground, { role: 'roles/secretmanager.secretAccessor', to: email, on: name });
  expect(read().toString()).toBe(value);
  await world.admin.disableSecretVersion({ name: `${name}/versions/1` });
  expect(read).toThrow('is in DISABLED state');
});

test('a grant is felt after the delay that the cloud has', async () => {
  const name = await secretOf(world, 'slow', random());
  const email = account(world.ground, 'run-slow');
  world.ground.cloud.setGrantDelay(60_000);
  grant(world.ground, { role: 'roles/secretmanager.secretAccessor', to: email, on: name });
  world.ground.cloud.setGrantDelay(0);
  const read = () => world.as(email).accessSecretVersion({ name: `${name}/versions/1` });

  expect(await failure(read())).toMatchObject({ code: status.PERMISSION_DENIED });
  world.ground.clock.at += 60_000;
  const [{ payload }] = await read();
  expect(payload?.data?.length).toBeGreaterThan(0);
});
