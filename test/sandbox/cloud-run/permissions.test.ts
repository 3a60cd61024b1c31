// Who may do what with services, by the allow policies of the cloud.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServicesClient } from '@google-cloud/run';
import { webServer } from './images.ts';
import type { World } from './world.ts';
import { call, create, PARENT, service, startWorld } from './world.ts';

let world: World;
let image: string;
const clients: ServicesClient[] = [];

beforeAll(async () => {
  world = await startWorld();
  image = await world.registry.push('acme-dev/web', webServer('1'));
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await world.close();
});

async function account(id: string): Promise<{ email: string; member: string; as: ServicesClient }> {
  const { email } = world.cloud.accounts.create({ project: 'acme-dev', id });
  const as = await world.as(world.cloud.issue(email));
  clients.push(as);
  return { email, member: `serviceAccount:${email}`, as };
}

const nameOf = (id: string): string => `${PARENT}/services/${id}`;
const denied = (words: string) => ({ code: 7, details: expect.stringContaining(words) });

describe('a deploy account with rights on one service', () => {
  test('updates it, and reaches nothing else', async () => {
    const deployer = await account('dep-mine');
    const runtime = await account('run-mine');
    const serviceAccount = runtime.email;
    const template = { containers: [{ image }], serviceAccount };
    const mine = await create(world, 'mine', service(image, { template }));
    await create(world, 'theirs', service(image));
    world.cloud.grant(nameOf('mine'), 'roles/run.developer', deployer.member);
    const itself = `projects/acme-dev/serviceAccounts/${runtime.email}`;
    const change = { name: nameOf('mine'), template: { ...template, labels: { next: 'yes' } } };
    const update = () =>
      deployer.as.updateService({ service: change, updateMask: { paths: ['template'] } });
    await expect(update()).rejects.toMatchObject(
      denied(
        `Permission 'iam.serviceaccounts.actAs' denied on service account ${runtime.email} (or it may not exist).`,
      ),
    );
    world.cloud.grant(itself, 'roles/iam.serviceAccountUser', deployer.member);
    const [operation] = await update();
    expect(operation.name).toContain('/operations/');
    // The operation is the project's, not the service's.
    await expect(
      deployer.as.checkUpdateServiceProgress(operation.name ?? ''),
    ).rejects.toMatchObject(denied("Permission 'run.operations.get' denied"));
    const [found] = await deployer.as.getService({ name: nameOf('mine') });
    expect(found.lastModifier).toBe(deployer.email);
    await expect(deployer.as.getService({ name: nameOf('theirs') })).rejects.toMatchObject(
      denied(`Permission 'run.services.get' denied on resource '${nameOf('theirs')}'`),
    );
    await expect(deployer.as.listServices({ parent: PARENT })).rejects.toMatchObject(
      denied(`Permission 'run.services.list' denied on resource '${PARENT}'`),
    );
    await expect(
      deployer.as.createService({ parent: PARENT, serviceId: 'third', service: service(image) }),
    ).rejects.toMatchObject(denied("Permission 'run.services.create' denied"));
    await expect(
      deployer.as.setIamPolicy({ resource: nameOf('mine'), policy: { bindings: [] } }),
    ).rejects.toMatchObject(denied("Permission 'run.services.setIamPolicy' denied"));
    const other = { ...change, template: { ...template, serviceAccount: deployer.email } };
    await expect(
      deployer.as.updateService({ service: other, updateMask: { paths: ['template'] } }),
    ).rejects.toMatchObject(denied(`denied on service account ${deployer.email}`));
    expect(mine.template?.serviceAccount).toBe(runtime.email);
  });

  test('says that anybody may call it only with the right to say who may', async () => {
    const deployer = await account('dep-open');
    const runtime = await account('run-open');
    const serviceAccount = runtime.email;
    const template = { containers: [{ image }], serviceAccount };
    await create(world, 'opened', service(image, { template, invokerIamDisabled: false }));
    const resource = nameOf('opened');
    const itself = `projects/acme-dev/serviceAccounts/${runtime.email}`;
    world.cloud.grant(itself, 'roles/iam.serviceAccountUser', deployer.member);
    world.cloud.grant(resource, 'roles/run.developer', deployer.member);
    const open = () =>
      deployer.as.updateService({
        service: { name: resource, invokerIamDisabled: true },
        updateMask: { paths: ['invoker_iam_disabled'] },
      });
    await expect(open()).rejects.toMatchObject(
      denied("Permission 'run.services.setIamPolicy' denied"),
    );
    world.cloud.grant(resource, 'roles/run.admin', deployer.member);
    await expect(open()).resolves.toBeDefined();
  });

  test('is told the truth about its permissions', async () => {
    const deployer = await account('dep-asked');
    await create(world, 'asked', service(image));
    const resource = nameOf('asked');
    world.cloud.grant(resource, 'roles/run.developer', deployer.member);
    const permissions = ['run.services.update', 'run.services.setIamPolicy', 'run.services.get'];
    const [answer] = await deployer.as.testIamPermissions({ resource, permissions });
    expect(answer.permissions).toEqual(['run.services.update', 'run.services.get']);
    const stranger = await account('dep-stranger');
    const [nothing] = await stranger.as.testIamPermissions({ resource, permissions });
    expect(nothing.permissions).toEqual([]);
    await expect(
      stranger.as.testIamPermissions({ resource, permissions: ['run.services.fly'] }),
    ).rejects.toMatchObject({ code: 3 });
  });
});

test('without a service account the default one of the project is acted as', async () => {
  const maker = await account('dep-maker');
  world.cloud.grant('projects/acme-dev', 'roles/run.developer', maker.member);
  const make = () =>
    maker.as.createService({
      parent: PARENT,
      serviceId: 'plain',
      service: service(image, { invokerIamDisabled: false }),
      validateOnly: true,
    });
  const standard = '123456789012-compute@developer.gserviceaccount.com';
  await expect(make()).rejects.toMatchObject(denied(`denied on service account ${standard}`));
  const resource = `projects/acme-dev/serviceAccounts/${standard}`;
  world.cloud.grant(resource, 'roles/iam.serviceAccountUser', maker.member);
  await expect(make()).resolves.toBeDefined();
});

test("without its own account's right to pull, Cloud Run starts nothing", async () => {
  const { registry } = world;
  const other = await startWorld({
    findImage: (name) => registry.find(name.replace('us-docker.pkg.dev', 'registry.example.test')),
  });
  try {
    const pushed = await registry.push('acme-dev/pulled/pulled', webServer('1'));
    const here = pushed.replace('registry.example.test', 'us-docker.pkg.dev');
    await create(other, 'before', service(here));
    const project = 'projects/acme-dev';
    const { bindings, etag } = other.cloud.policyOf(project);
    const without = bindings.filter(({ role }) => role !== 'roles/run.serviceAgent');
    other.cloud.setPolicy(project, { bindings: without }, etag);
    await expect(create(other, 'after', service(here))).rejects.toMatchObject({
      code: 7,
      message: expect.stringContaining(
        `Google Cloud Run Service Agent service-123456789012@serverless-robot-prod.iam.gserviceaccount.com must have permission to read the image, ${here}.`,
      ),
    });
    const agent =
      'serviceAccount:service-123456789012@serverless-robot-prod.iam.gserviceaccount.com';
    const repository = `${project}/locations/us/repositories/pulled`;
    other.cloud.grant(repository, 'roles/artifactregistry.reader', agent);
    await expect(create(other, 'again', service(here))).resolves.toBeDefined();
  } finally {
    await other.close();
  }
});

test('the policy of a service has an etag, keeps conditions, and goes with the service', async () => {
  await create(world, 'policed', service(image));
  const resource = nameOf('policed');
  const reader = await account('run-reader');
  const [before] = await world.services.getIamPolicy({ resource });
  const condition = { title: 'some', expression: 'resource.type == "x"', description: '' };
  const bindings = [
    { role: 'roles/run.viewer', members: [reader.member] },
    { role: 'roles/run.developer', members: [reader.member], condition },
  ];
  const policy = { version: 3, bindings, etag: before.etag ?? null };
  const [written] = await world.services.setIamPolicy({ resource, policy });
  const options = { requestedPolicyVersion: 3 };
  const [read] = await world.services.getIamPolicy({ resource, options });
  expect(read).toEqual(written);
  expect(read.bindings).toHaveLength(2);
  const [old] = await world.services.getIamPolicy({ resource });
  expect(old.bindings?.[1]?.role).toMatch(/_withcond_/);
  await expect(world.services.setIamPolicy({ resource, policy })).rejects.toMatchObject({
    code: 10,
    details: expect.stringContaining('There were concurrent policy changes.'),
  });
  const nobody = 'serviceAccount:nobody@acme-dev.iam.gserviceaccount.com';
  await expect(
    world.services.setIamPolicy({
      resource,
      policy: { bindings: [{ role: 'roles/run.viewer', members: [nobody] }] },
    }),
  ).rejects.toMatchObject({
    code: 3,
    details: 'Service account nobody@acme-dev.iam.gserviceaccount.com does not exist.',
  });
  const [operation] = await world.services.deleteService({ name: resource });
  await operation.promise();
  await create(world, 'policed', service(image));
  await expect(reader.as.getService({ name: resource })).rejects.toMatchObject({ code: 7 });
});

test('the front door lets in whom the policy names, by an ID token for this service', async () => {
  const wanted = service(image, { invokerIamDisabled: false });
  const { uri = '' } = await create(world, 'private', wanted);
  const { email, member } = await account('run-caller');
  const at = uri ?? '';
  const ask = (token: string) => call(world, at, { headers: { authorization: `Bearer ${token}` } });
  const { cloud } = world;
  expect((await call(world, at)).status).toBe(403);
  expect((await ask(cloud.signIdToken(email, at))).status).toBe(403);
  cloud.grant(nameOf('private'), 'roles/run.invoker', member);
  expect((await ask(cloud.signIdToken(email, at))).status).toBe(200);
  expect((await ask(cloud.signIdToken(email, 'https://other.run.app'))).status).toBe(401);
  expect((await ask(cloud.issue(email))).status).toBe(401);
  expect((await ask('nobody')).status).toBe(401);
});
