import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { account, failure, grant, PROJECT, rest } from '../google/callers.ts';
import { PARENT, repositoryOf, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

test('a repository is made by an operation, and is there when that has ended', async () => {
  const [operation] = await world.admin.createRepository({
    parent: PARENT,
    repositoryId: 'checkout',
    repository: { format: 'DOCKER', labels: { 'managed-by': 'runway' } },
  });
  expect(operation.name).toMatch(new RegExp(`^${PARENT}/operations/[0-9a-f-]{36}$`));
  const [made] = await operation.promise();

  const [byId] = await world.admin.getRepository({ name: made.name ?? '' });
  expect(byId).toMatchObject({
    name: `${PARENT}/repositories/checkout`,
    format: 'DOCKER',
    mode: 'STANDARD_REPOSITORY',
    labels: { 'managed-by': 'runway' },
    registryUri: `us-docker.pkg.dev/${PROJECT.id}/checkout`,
  });
  const [read] = await world.admin.getRepository({
    name: `projects/${PROJECT.number}/locations/us/repositories/checkout`,
  });
  expect(read).toEqual(byId);
  expect(world.api.repository(made.name ?? '')).toMatchObject({ name: made.name });
});

test('an ID that is taken, even by one that is being made, and one that is none are refused', async () => {
  const create = (repositoryId: string) =>
    world.admin.createRepository({
      parent: PARENT,
      repositoryId,
      repository: { format: 'DOCKER' },
    });
  const [operation] = await create('twice');

  expect(await failure(create('twice'))).toMatchObject({
    code: status.ALREADY_EXISTS,
    details: 'the repository already exists',
  });
  await operation.promise();
  expect(await failure(create('twice'))).toMatchObject({ code: status.ALREADY_EXISTS });
  expect(await failure(create('Not_This'))).toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('what the sandbox has not got is refused', async () => {
  const create = (repository: object) =>
    failure(world.admin.createRepository({ parent: PARENT, repositoryId: 'odd', repository }));

  expect(await create({})).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect(await create({ format: 'MAVEN' })).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect(await create({ format: 'DOCKER', mode: 'REMOTE_REPOSITORY' })).toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
  expect(
    await failure(
      world.admin.getRepository({ name: `projects/${PROJECT.id}/locations/mars/repositories/x` }),
    ),
  ).toMatchObject({ code: status.NOT_FOUND });
});

test('an update changes what its mask names', async () => {
  const name = await repositoryOf(world, 'changed', { description: 'as it was' });
  const cleanupPolicies = {
    untagged: {
      id: 'untagged',
      action: 'DELETE' as const,
      condition: { tagState: 'UNTAGGED' as const, olderThan: { seconds: 30 * 86_400 } },
    },
  };
  const [after] = await world.admin.updateRepository({
    repository: { name, cleanupPolicies, description: 'left out' },
    updateMask: { paths: ['cleanup_policies'] },
  });

  expect(after).toMatchObject({
    description: 'as it was',
    cleanupPolicies: {
      untagged: { id: 'untagged', condition: { olderThan: { seconds: '2592000' } } },
    },
  });
  const format = world.admin.updateRepository({
    repository: { name, format: 'GO' },
    updateMask: { paths: ['format'] },
  });
  expect(await failure(format)).toMatchObject({ code: status.INVALID_ARGUMENT });
});

test.each([
  ['an action', { condition: {} }],
  ['a condition', { action: 'DELETE' as const }],
  [
    'a keep policy for the most recent',
    { action: 'DELETE' as const, mostRecentVersions: { keepCount: 3 } },
  ],
  ['its own ID', { id: 'other', action: 'DELETE' as const, condition: {} }],
  [
    'no tags for what is untagged',
    { action: 'DELETE' as const, condition: { tagState: 'UNTAGGED' as const, tagPrefixes: ['v'] } },
  ],
])('a cleanup policy needs %s', async (_, policy) => {
  const create = world.admin.createRepository({
    parent: PARENT,
    repositoryId: 'policed',
    repository: { format: 'DOCKER', cleanupPolicies: { here: policy } },
  });

  expect(await failure(create)).toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('lists are those of one place, in pages', async () => {
  const apart = await startWorld();
  for (const id of ['one', 'three', 'two']) await repositoryOf(apart, id);
  const [listed] = await apart.admin.listRepositories({ parent: PARENT });
  const [page] = await apart.admin.listRepositories(
    { parent: PARENT, pageSize: 2 },
    { autoPaginate: false },
  );
  const [elsewhere] = await apart.admin.listRepositories({
    parent: `projects/${PROJECT.id}/locations/europe`,
  });

  expect(listed.map(({ name }) => name?.split('/').at(-1))).toEqual(['one', 'three', 'two']);
  expect([page.length, elsewhere.length]).toEqual([2, 0]);
  await apart.close();
});

test('what is removed is gone with its policy, and can be made again', async () => {
  const name = await repositoryOf(world, 'removed');
  world.ground.cloud.grant(name, 'roles/artifactregistry.reader', 'user:olga@acme.dev');
  const [operation] = await world.admin.deleteRepository({ name });
  await operation.promise();

  expect(await failure(world.admin.getRepository({ name }))).toMatchObject({
    code: status.NOT_FOUND,
    details: 'Requested entity was not found.',
  });
  await repositoryOf(world, 'removed');
  const [policy] = await world.admin.getIamPolicy({ resource: name });
  expect(policy.bindings ?? []).toEqual([]);
});

test('an operation that a restart broke off is taken up again', async () => {
  const apart = await startWorld({ operationMs: 300 });
  const [operation] = await apart.admin.createRepository({
    parent: PARENT,
    repositoryId: 'late',
    repository: { format: 'DOCKER' },
  });
  const name = `${PARENT}/repositories/late`;
  await apart.again();
  expect(apart.api.repository(name)).toBeNull();

  const client = apart.as(apart.adminEmail);
  const decoded = await client.checkCreateRepositoryProgress(operation.name ?? '');
  await decoded.promise();

  expect(apart.api.repository(name)).toMatchObject({ name });
  await apart.close();
});

test('who may not is told so, whether or not there is such a repository', async () => {
  const name = await repositoryOf(world, 'secluded');
  const email = account(world.ground, 'dep-other');
  const client = world.as(email);
  const resource = `//artifactregistry.googleapis.com/${name}`;

  expect(await failure(client.getRepository({ name }))).toMatchObject({
    code: status.PERMISSION_DENIED,
    details: `Permission 'artifactregistry.repositories.get' denied on resource '${resource}' (or it may not exist).`,
    reason: 'IAM_PERMISSION_DENIED',
  });
  const tries = [
    client.getRepository({ name: `${PARENT}/repositories/none` }),
    client.listRepositories({ parent: PARENT }),
    client.createRepository({
      parent: PARENT,
      repositoryId: 'mine',
      repository: { format: 'DOCKER' },
    }),
    client.updateRepository({ repository: { name }, updateMask: { paths: ['labels'] } }),
    client.deleteRepository({ name }),
    client.setIamPolicy({ resource: name, policy: { bindings: [] } }),
  ];
  for (const refused of await Promise.all(tries.map(failure))) {
    expect(refused).toMatchObject({ code: status.PERMISSION_DENIED });
  }
  expect(await failure(world.as(null).getRepository({ name }))).toMatchObject({
    code: status.UNAUTHENTICATED,
  });
  grant(world.ground, { role: 'roles/artifactregistry.writer', to: email, on: name });
  const permissions = [
    'artifactregistry.repositories.uploadArtifacts',
    'artifactregistry.repositories.deleteArtifacts',
  ];
  const [tested] = await client.testIamPermissions({ resource: name, permissions });
  expect(tested.permissions).toEqual(permissions.slice(0, 1));
});

test('a project that asks too much in one place is held up there', async () => {
  const apart = await startWorld({ perMinute: { read: 1 } });
  const list = (location: string) =>
    apart.admin.listRepositories({ parent: `projects/${PROJECT.id}/locations/${location}` });
  await list('us');

  expect(await failure(list('us'))).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    details: expect.stringContaining("of service 'artifactregistry.googleapis.com'"),
  });
  await list('europe');
  await apart.close();
});

test('the same is there as JSON', async () => {
  const { adminEmail: as, api, ground } = world;
  const path = `/v1/${PARENT}/repositories`;
  const made = await rest(ground, api.endpoint, {
    as,
    method: 'POST',
    path: `${path}?repositoryId=by-http`,
    body: {
      format: 'DOCKER',
      cleanupPolicies: { old: { action: 'DELETE', condition: { olderThan: '86400s' } } },
    },
  });
  const { name } = made.json as { name: string };
  const ended = await eventually(async () => {
    const { json } = await rest(ground, api.endpoint, { as, path: `/v1/${name}` });
    return (json as { done?: boolean }).done === true ? json : null;
  });

  expect(made.json).toMatchObject({
    metadata: {
      '@type': 'type.googleapis.com/google.devtools.artifactregistry.v1.OperationMetadata',
    },
  });
  expect(ended).toMatchObject({
    response: {
      '@type': 'type.googleapis.com/google.devtools.artifactregistry.v1.Repository',
      cleanupPolicies: { old: { id: 'old', condition: { olderThan: '86400s' } } },
    },
  });
});
