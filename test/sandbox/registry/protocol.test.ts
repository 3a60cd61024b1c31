import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pushImage } from '../../../src/sandbox/examples/push-image.ts';
import { imageOf } from '../../adapters/registry/mirror/mirror-world.ts';
import { runningRegistry, type TestRegistry } from './running.ts';

let registry: TestRegistry;

beforeAll(async () => {
  registry = await runningRegistry({ style: 'plain' });
});

afterAll(() => registry.remove());

function ask(
  method: string,
  path: string,
  more: RequestInit & { user?: string } = {},
): Promise<Response> {
  const { user = 'alice', headers, ...init } = more;
  const basic = Buffer.from(`${user}:${registry.password}`).toString('base64');
  return fetch(new URL(path, registry.url), {
    ...init,
    method,
    headers: { authorization: `Basic ${basic}`, ...(headers as Record<string, string>) },
  });
}

async function codeOf(answer: Response): Promise<string | undefined> {
  const { errors } = (await answer.json()) as { errors: { code: string }[] };
  return errors[0]?.code;
}

async function pushBlob(repository: string, text: string): Promise<string> {
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const answer = await ask('POST', `/v2/${repository}/blobs/uploads/?digest=${digest}`, {
    body: text,
  });
  expect(answer.status).toBe(201);
  return digest;
}

test('challenges with realm, service and scope', async () => {
  const answer = await fetch(`${registry.url}/v2/acme/x/manifests/1`);

  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toBe(
    `Bearer realm="${registry.url}/v2/token",service="container_registry",scope="repository:acme/x:pull"`,
  );
});

test('a reader may not push, and a writer not delete', async () => {
  const push = await ask('POST', '/v2/acme/x/blobs/uploads/', { user: 'bob' });
  expect(push.status).toBe(401);
  expect(push.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  expect((await ask('DELETE', `/v2/acme/x/manifests/1`)).status).toBe(401);
  expect((await ask('POST', '/v2/elsewhere/x/blobs/uploads/')).status).toBe(401);
});

test('takes a blob in chunks, in order only, and tells how far it is', async () => {
  const started = await ask('POST', '/v2/acme/chunks/blobs/uploads/');
  expect(started.status).toBe(202);
  const location = started.headers.get('location') ?? '';
  const first = await ask('PATCH', location, {
    body: 'hello ',
    headers: { 'content-range': '0-5' },
  });
  expect([first.status, first.headers.get('range')]).toEqual([202, '0-5']);

  const early = await ask('PATCH', location, { body: 'x', headers: { 'content-range': '9-9' } });
  expect([early.status, early.headers.get('range')]).toEqual([416, '0-5']);
  const status = await ask('GET', location);
  expect([status.status, status.headers.get('range')]).toEqual([204, '0-5']);

  const digest = `sha256:${createHash('sha256').update('hello world').digest('hex')}`;
  const done = await ask('PUT', `${location}&digest=${digest}`, { body: 'world' });
  expect(done.status).toBe(201);
  expect(await (await ask('GET', `/v2/acme/chunks/blobs/${digest}`)).text()).toBe('hello world');
});

test('refuses contents that are not of their digest', async () => {
  const started = await ask('POST', '/v2/acme/x/blobs/uploads/');
  const location = started.headers.get('location') ?? '';
  const answer = await ask('PUT', `${location}&digest=sha256:${'0'.repeat(64)}`, { body: 'other' });

  expect([answer.status, await codeOf(answer)]).toEqual([400, 'DIGEST_INVALID']);
});

test('hands out ranges of a blob', async () => {
  const digest = await pushBlob('acme/ranges', '0123456789');
  const path = `/v2/acme/ranges/blobs/${digest}`;
  const part = await ask('GET', path, { headers: { range: 'bytes=4-6' } });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 4-6/10',
    '456',
  ]);
  expect((await ask('GET', path, { headers: { range: 'bytes=10-' } })).status).toBe(416);
  const head = await ask('HEAD', path);
  expect([head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([
    '10',
    'bytes',
  ]);
});

test('refuses a manifest whose blobs are missing', async () => {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const missing = { mediaType: 'text/plain', digest: `sha256:${'1'.repeat(64)}`, size: 1 };
  const answer = await ask('PUT', '/v2/acme/x/manifests/1', {
    body: JSON.stringify({ schemaVersion: 2, mediaType, config: missing, layers: [] }),
    headers: { 'content-type': mediaType },
  });

  expect([answer.status, await codeOf(answer)]).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
});

test('mounts only from what the client may read', async () => {
  const digest = await pushBlob('acme/secret', 'a layer');
  const mount = (from: string): string =>
    `/v2/mirror/x/blobs/uploads/?mount=${digest}&from=${from}`;

  expect((await ask('POST', mount('acme/secret'))).status).toBe(201);
  expect((await ask('POST', mount('acme/other'))).status).toBe(202);
});

test('pages through tags, and lists the catalog to admins', async () => {
  const image = await imageOf(100);
  const credentials = { name: 'alice', password: registry.password };
  const push = { url: registry.url, credentials, repository: 'acme/paged', image };
  for (const tag of ['1.0.0', '1.1.0', '2.0.0']) await pushImage({ ...push, tag });

  const first = await ask('GET', '/v2/acme/paged/tags/list?n=2');
  expect(await first.json()).toEqual({ name: 'acme/paged', tags: ['1.0.0', '1.1.0'] });
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await ask('GET', next);
  expect(await second.json()).toEqual({ name: 'acme/paged', tags: ['2.0.0'] });
  expect(second.headers.get('link')).toBeNull();
  expect((await ask('GET', '/v2/_catalog')).status).toBe(401);
  const catalog = await ask('GET', '/v2/_catalog', { user: 'olga' });
  expect(await catalog.json()).toEqual({ repositories: ['acme/paged'] });
});

test('by tag only the tag goes, by digest everything', async () => {
  const image = await imageOf(100);
  const credentials = { name: 'alice', password: registry.password };
  const push = { url: registry.url, credentials, repository: 'acme/removed', image };
  for (const tag of ['a', 'b']) await pushImage({ ...push, tag });
  const status = async (method: string, reference: string): Promise<number> =>
    (await ask(method, `/v2/acme/removed/manifests/${reference}`, { user: 'olga' })).status;

  expect(await status('DELETE', 'a')).toBe(202);
  expect(await status('GET', 'a')).toBe(404);
  expect(await status('GET', 'b')).toBe(200);
  expect(await status('DELETE', image.digest)).toBe(202);
  expect(await status('GET', 'b')).toBe(404);
});

test('names what refers to an image', async () => {
  const image = await imageOf(100);
  const credentials = { name: 'alice', password: registry.password };
  const repository = 'acme/referred';
  await pushImage({ url: registry.url, credentials, repository, tag: '1', image });
  const [manifest] = image.manifests;
  const config = await pushBlob(repository, '{}');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const put = await ask('PUT', `/v2/${repository}/manifests/signature`, {
    headers: { 'content-type': mediaType },
    body: JSON.stringify({
      schemaVersion: 2,
      mediaType,
      artifactType: 'application/x-signature',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: config, size: 2 },
      layers: [],
      subject: { mediaType, digest: image.digest, size: manifest?.bytes.length },
    }),
  });
  expect(put.headers.get('oci-subject')).toBe(image.digest);

  const answer = await ask('GET', `/v2/${repository}/referrers/${image.digest}`);
  expect(await answer.json()).toMatchObject({
    manifests: [{ artifactType: 'application/x-signature' }],
  });
});

test('carries on after a restart on the same port and folder, old tokens included', async () => {
  const first = await runningRegistry({ style: 'gitlab' });
  const image = await imageOf(100);
  const credentials = { name: 'alice', password: first.password };
  await pushImage({ url: first.url, credentials, repository: 'acme/kept', tag: '1', image });
  const basic = Buffer.from(`alice:${first.password}`).toString('base64');
  const asked = `${first.url}/jwt/auth?service=container_registry&scope=repository:acme/kept:pull`;
  const answered = await fetch(asked, { headers: { authorization: `Basic ${basic}` } });
  const token = (await answered.json()) as { token: string };
  expect(Object.keys(token)).toEqual(['token']);
  await first.stop();

  const second = await runningRegistry({ style: 'gitlab', dir: first.dir, port: first.port });
  const found = await fetch(`${second.url}/v2/acme/kept/manifests/1`, {
    headers: { authorization: `Bearer ${token.token}` },
  });

  expect(second.url).toBe(first.url);
  expect(found.headers.get('docker-content-digest')).toBe(image.digest);
  await second.remove();
});
