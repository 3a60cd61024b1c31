import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BuiltImage } from '../../../src/sandbox/examples/build-image.ts';
import { pushImage } from '../../../src/sandbox/examples/push-image.ts';
import { writeLayout } from '../../support/oci-layout.ts';
import { hasSkopeo } from '../../support/skopeo.ts';
import { account, failure, grant, PROJECT, tokenOf } from '../google/callers.ts';
import { repositoryOf, startWorld, type World } from './world.ts';
import { imageOf } from './image-of.ts';

let world: World;
let image: BuiltImage;

beforeAll(async () => {
  world = await startWorld();
  image = await imageOf('linux/amd64');
});

afterAll(() => world.close());

interface As {
  readonly email: string;
  /** Below the project: `checkout/checkout`. */
  readonly at: string;
}

function push({ email, at }: As): Promise<void> {
  return pushImage({
    url: world.images.url,
    credentials: { name: 'oauth2accesstoken', password: tokenOf(world.ground, email) },
    repository: `${PROJECT.id}/${at}`,
    tag: '1.0.0',
    image,
  });
}

/** By the access token itself, as a bearer token. */
async function ask(method: string, { email, at }: As): Promise<{ status: number; text: string }> {
  const answer = await fetch(
    `${world.images.url}/v2/${PROJECT.id}/${at}/manifests/${method === 'DELETE' ? image.digest : '1.0.0'}`,
    { method, headers: { authorization: `Bearer ${tokenOf(world.ground, email)}` } },
  );
  return { status: answer.status, text: await answer.text() };
}

test('whoever may write in a repository pushes with a Google access token', async () => {
  const name = await repositoryOf(world, 'checkout');
  const email = account(world.ground, 'dep-checkout');
  grant(world.ground, { role: 'roles/artifactregistry.writer', to: email, on: name });

  await push({ email, at: 'checkout/checkout' });

  expect((await ask('GET', { email, at: 'checkout/checkout' })).status).toBe(200);
});

test("a workload's account reaches no other workload's images", async () => {
  const name = await repositoryOf(world, 'catalog');
  const email = account(world.ground, 'dep-lonely');
  const at = 'catalog/catalog';
  await pushImage({
    url: world.images.url,
    credentials: { name: 'olga', password: world.password },
    repository: `${PROJECT.id}/${at}`,
    tag: '1.0.0',
    image,
  });

  for (const [method, permission] of [
    ['GET', 'downloadArtifacts'],
    ['PUT', 'uploadArtifacts'],
    ['DELETE', 'deleteArtifacts'],
  ] as const) {
    const refused = await ask(method, { email, at });
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.text)).toMatchObject({
      errors: [
        {
          code: 'DENIED',
          message: `Permission "artifactregistry.repositories.${permission}" denied on resource "${name}" (or it may not exist)`,
        },
      ],
    });
  }
  await expect(push({ email, at })).rejects.toThrow('403');
  grant(world.ground, { role: 'roles/artifactregistry.reader', to: email, on: name });
  expect((await ask('GET', { email, at })).status).toBe(200);
  await expect(push({ email, at: 'catalog/another' })).rejects.toThrow('uploadArtifacts');
});

test('a token of the registry is worth what its owner may when it is used', async () => {
  const name = await repositoryOf(world, 'fickle');
  const email = account(world.ground, 'dep-fickle');
  grant(world.ground, { role: 'roles/artifactregistry.writer', to: email, on: name });
  const at = { email, at: 'fickle/fickle' };
  await push(at);
  const basic = Buffer.from(`oauth2accesstoken:${tokenOf(world.ground, email)}`).toString('base64');
  const scope = `repository:${PROJECT.id}/fickle/fickle:pull`;
  const given = await fetch(
    `${world.images.url}/v2/token?service=us-docker.pkg.dev&scope=${scope}`,
    { headers: { authorization: `Basic ${basic}` } },
  );
  const { token } = (await given.json()) as { token: string };
  const read = async (): Promise<number> => {
    const path = `/v2/${PROJECT.id}/fickle/fickle/manifests/1.0.0`;
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${world.images.url}${path}`, { headers })).status;
  };

  expect(await read()).toBe(200);
  world.ground.cloud.setPolicy(name, { bindings: [] });
  expect(await read()).toBe(403);
});

test('what lies in a repository is listed for whoever may see it', async () => {
  const name = await repositoryOf(world, 'listed');
  const email = account(world.ground, 'dep-listed');
  const client = world.as(email);
  const nobody = world.as(account(world.ground, 'dep-curious'));
  grant(world.ground, { role: 'roles/artifactregistry.writer', to: email, on: name });
  await push({ email, at: 'listed/listed' });
  const digest = image.digest;

  const [images] = await client.listDockerImages({ parent: name });
  expect(images).toMatchObject([
    {
      name: `${name}/dockerImages/listed@${digest}`,
      uri: `us-docker.pkg.dev/${PROJECT.id}/listed/listed@${digest}`,
      tags: ['1.0.0'],
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
    },
  ]);
  const [one] = await client.getDockerImage({ name: images[0]?.name ?? '' });
  const [packages] = await client.listPackages({ parent: name });
  const [versions] = await client.listVersions({ parent: `${name}/packages/listed` });
  const [tags] = await client.listTags({ parent: `${name}/packages/listed` });
  expect(one).toEqual(images[0]);
  expect([...packages, ...versions, ...tags].map((each) => each.name?.slice(name.length))).toEqual([
    '/packages/listed',
    `/packages/listed/versions/${digest}`,
    '/packages/listed/tags/1.0.0',
  ]);
  const tries = [
    nobody.listDockerImages({ parent: name }),
    nobody.getDockerImage({ name: images[0]?.name ?? '' }),
    nobody.listTags({ parent: `${name}/packages/listed` }),
  ];
  for (const refused of await Promise.all(tries.map(failure))) {
    expect(refused).toMatchObject({ code: status.PERMISSION_DENIED });
  }
});

test('nobody pushes where there is no repository, or beside the images of one', async () => {
  const olga = (repository: string) =>
    pushImage({
      url: world.images.url,
      credentials: { name: 'olga', password: world.password },
      repository,
      tag: '1.0.0',
      image,
    });
  await repositoryOf(world, 'storefront');

  await expect(olga(`${PROJECT.id}/missing/missing`)).rejects.toThrow(
    '404 {"errors":[{"code":"NAME_UNKNOWN","message":"Repository \\"missing\\" not found"}]}',
  );
  await expect(olga(`${PROJECT.id}/storefront`)).rejects.toThrow('Missing image name');
  await expect(olga('other-project/storefront/storefront')).rejects.toThrow('404');
  await olga(`${PROJECT.id}/storefront/storefront`);
});

const withSkopeo = hasSkopeo ? test : test.skip;

withSkopeo('skopeo logs in as Google says, and is kept out else', async () => {
  const name = await repositoryOf(world, 'skopeo');
  const writer = account(world.ground, 'dep-skopeo');
  const other = account(world.ground, 'dep-not-skopeo');
  grant(world.ground, { role: 'roles/artifactregistry.writer', to: writer, on: name });
  const layout = await mkdtemp(join(world.ground.dir, 'layout-'));
  await writeLayout(layout, '1.0.0', { word: 'pushed', architectures: ['amd64'], labels: {} });
  const copy = (email: string) =>
    promisify(execFile)('skopeo', [
      '--insecure-policy',
      'copy',
      '--dest-tls-verify=false',
      `--dest-creds=oauth2accesstoken:${tokenOf(world.ground, email)}`,
      `oci:${layout}:1.0.0`,
      `docker://${new URL(world.images.url).host}/${PROJECT.id}/skopeo/skopeo:1.0.0`,
    ]);

  await expect(copy(other)).rejects.toThrow('403 (Forbidden)');
  await copy(writer);
  expect((await ask('GET', { email: writer, at: 'skopeo/skopeo' })).status).toBe(200);
});

test('a token that is nobody’s opens nothing', async () => {
  const answer = await fetch(`${world.images.url}/v2/`, {
    headers: { authorization: `Bearer ${randomBytes(20).toString('hex')}` },
  });

  expect(answer.status).toBe(401);
  await answer.body?.cancel();
});

test('a repository that is removed takes its images with it', async () => {
  const name = await repositoryOf(world, 'gone');
  const email = account(world.ground, 'dep-gone');
  const at = 'gone/gone';
  grant(world.ground, { role: 'roles/artifactregistry.writer', to: email, on: name });
  await push({ email, at });
  const [operation] = await world.admin.deleteRepository({ name });
  await operation.promise();

  expect((await ask('GET', { email, at })).status).toBe(403);
  await repositoryOf(world, 'gone');
  grant(world.ground, { role: 'roles/artifactregistry.reader', to: email, on: name });
  expect((await ask('GET', { email, at })).status).toBe(404);
});
