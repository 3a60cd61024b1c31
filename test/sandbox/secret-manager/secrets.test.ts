import { randomBytes } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { failure, PROJECT } from '../google/callers.ts';
import { automatic, PARENT, secretOf, startWorld, type World } from './world.ts';

let world: World;
const secret = randomBytes(12).toString('hex');

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

test('a secret is named by the number of its project, whichever way it is asked for', async () => {
  const name = await secretOf(world, 'named');

  expect(name).toBe(`projects/${PROJECT.number}/secrets/named`);
  const [byId] = await world.admin.getSecret({ name: `${PARENT}/secrets/named` });
  const [byNumber] = await world.admin.getSecret({ name });
  expect(byId).toEqual(byNumber);
  expect(byId.replication).toMatchObject({ automatic: {} });
  expect(byId.etag).toMatch(/^"[0-9a-f]+"$/);
});

test('a name that is taken, and one that is none, are refused in the words of the vendor', async () => {
  await secretOf(world, 'taken');
  const create = (secretId: string) =>
    failure(world.admin.createSecret({ parent: PARENT, secretId, secret: automatic }));

  expect(await create('taken')).toMatchObject({
    code: status.ALREADY_EXISTS,
    details: `Secret [projects/${PROJECT.number}/secrets/taken] already exists.`,
  });
  expect(await create('not this')).toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: 'The provided Secret ID [not this] does not match the expected format [[a-zA-Z_0-9]+]',
  });
  expect(
    await failure(world.admin.getSecret({ name: `${PARENT}/locations/us-east1/secrets/taken` })),
  ).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect(await failure(world.admin.getSecret({ name: `${PARENT}/secrets/none` }))).toMatchObject({
    code: status.NOT_FOUND,
    details: `Secret [projects/${PROJECT.number}/secrets/none] not found.`,
  });
});

test('a secret needs a replication, and what the sandbox does not know is refused', async () => {
  const create = (wanted: object) =>
    failure(world.admin.createSecret({ parent: PARENT, secretId: 'odd', secret: wanted }));

  expect(await create({})).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect(await create({ replication: { userManaged: { replicas: [] } } })).toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
  expect(await create({ ...automatic, topics: [{ name: 'projects/p/topics/t' }] })).toMatchObject({
    details: 'The sandbox does not know secret.topics.',
  });
});

test('an update changes what its mask names, nothing else, and always the etag', async () => {
  const name = await secretOf(world, 'updated', secret);
  const [before] = await world.admin.getSecret({ name });

  const [labelled] = await world.admin.updateSecret({
    secret: {
      name,
      etag: before.etag ?? null,
      labels: { team: 'payments' },
      annotations: { left: 'out' },
    },
    updateMask: { paths: ['labels'] },
  });
  const [aliased] = await world.admin.updateSecret({
    secret: { name, versionAliases: { live: 1 }, annotations: { 'runway.dev_copies': '1=7' } },
    updateMask: { paths: ['version_aliases', 'annotations'] },
  });
  const [same] = await world.admin.updateSecret({
    secret: { name, labels: { team: 'payments' } },
    updateMask: { paths: ['labels'] },
  });

  expect(labelled).toMatchObject({ labels: { team: 'payments' }, annotations: {} });
  expect(aliased).toMatchObject({
    labels: { team: 'payments' },
    versionAliases: { live: '1' },
    annotations: { 'runway.dev_copies': '1=7' },
  });
  expect(new Set([before.etag, labelled.etag, aliased.etag, same.etag]).size).toBe(4);
  const [version] = await world.admin.getSecretVersion({ name: `${name}/versions/live` });
  expect(version.name).toBe(`${name}/versions/1`);
});

test('an update with an old etag, without a mask, or of what never changes is refused', async () => {
  const name = await secretOf(world, 'guarded');
  const update = (wanted: object, paths: string[]) =>
    failure(world.admin.updateSecret({ secret: { name, ...wanted }, updateMask: { paths } }));

  expect(await update({ etag: '"1"', labels: { a: 'b' } }, ['labels'])).toMatchObject({
    code: status.FAILED_PRECONDITION,
    details: expect.stringContaining('"1"'),
  });
  expect(await update({ labels: { a: 'b' } }, [])).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect(await update({ replication: { automatic: {} } }, ['replication'])).toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
  expect(await update({ versionAliases: { live: 3 } }, ['version_aliases'])).toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
  expect(await update({ annotations: { big: 'x'.repeat(16_400) } }, ['annotations'])).toMatchObject(
    { code: status.INVALID_ARGUMENT, details: expect.stringContaining('16384 bytes') },
  );
  expect(await update({ labels: { Team: 'a' } }, ['labels'])).toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
});

test('a secret that is removed is gone with its versions and its policy', async () => {
  const name = await secretOf(world, 'removed', secret);
  const [{ etag }] = await world.admin.getSecret({ name });
  world.ground.cloud.grant(name, 'roles/secretmanager.viewer', 'user:olga@acme.dev');

  expect(await failure(world.admin.deleteSecret({ name, etag: '"1"' }))).toMatchObject({
    code: status.FAILED_PRECONDITION,
  });
  await world.admin.deleteSecret({ name, etag: etag ?? '' });
  await secretOf(world, 'removed');

  const [versions] = await world.admin.listSecretVersions({ parent: name });
  expect(versions).toEqual([]);
  const [policy] = await world.admin.getIamPolicy({ resource: name });
  expect(policy.bindings ?? []).toEqual([]);
});

test('lists are newest first, in pages, and narrowed by filters', async () => {
  const apart = await startWorld();
  for (const id of ['checkout__API_KEY', 'checkout__DB_PASSWORD', 'catalog__API_KEY']) {
    await apart.admin.createSecret({
      parent: PARENT,
      secretId: id,
      secret: { ...automatic, labels: { workload: id.split('__')[0] ?? '' } },
    });
  }
  const listed = async (filter: string): Promise<string[]> => {
    const [secrets] = await apart.admin.listSecrets({ parent: PARENT, filter });
    return secrets.map(({ name }) => name?.split('/').at(-1) ?? '');
  };

  const [firstPage, , { nextPageToken, totalSize }] = await apart.admin.listSecrets(
    { parent: PARENT, pageSize: 2 },
    { autoPaginate: false },
  );
  expect({ found: firstPage.length, totalSize }).toEqual({ found: 2, totalSize: 3 });
  const [rest] = await apart.admin.listSecrets(
    { parent: PARENT, pageSize: 2, pageToken: nextPageToken ?? '' },
    { autoPaginate: false },
  );
  expect(rest.map(({ name }) => name?.split('/').at(-1))).toEqual(['checkout__API_KEY']);
  expect(await listed('')).toEqual([
    'catalog__API_KEY',
    'checkout__DB_PASSWORD',
    'checkout__API_KEY',
  ]);
  expect(await listed('name:checkout__')).toEqual(['checkout__DB_PASSWORD', 'checkout__API_KEY']);
  expect(await listed('labels.workload=catalog')).toEqual(['catalog__API_KEY']);
  expect(await listed('name:API_KEY AND NOT labels.workload:catalog')).toEqual([
    'checkout__API_KEY',
  ]);
  expect(await listed('(name:DB OR name:catalog) create_time>2021-01-01T00:00:00Z')).toEqual([
    'catalog__API_KEY',
    'checkout__DB_PASSWORD',
  ]);
  expect(await failure(listed('AND name:x'))).toMatchObject({ code: status.INVALID_ARGUMENT });
  await apart.close();
});

test('a secret whose time has come is gone', async () => {
  const name = `projects/${PROJECT.number}/secrets/fleeting`;
  await world.admin.createSecret({
    parent: PARENT,
    secretId: 'fleeting',
    secret: { ...automatic, ttl: { seconds: 3600 } },
  });
  const [before] = await world.admin.getSecret({ name });
  world.ground.clock.at += 3_600_000;

  expect(Number(before.expireTime?.seconds)).toBeGreaterThan(0);
  expect(await failure(world.admin.getSecret({ name }))).toMatchObject({ code: status.NOT_FOUND });
});
