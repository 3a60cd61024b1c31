import { keepingTag } from '../../../../src/adapters/registry/mirror/mirror.ts';
import { afterEach, expect, test } from '@jest/globals';
import type { MirrorProgress } from '../../../../src/adapters/registry/mirror/progress.ts';
import { mirror } from '../../../../src/adapters/registry/mirror/mirror.ts';
import type { Digest } from '../../../../src/resources/kinds.ts';
import { imageOf, mirrorWorld, sourceName, targetName, type MirrorWorld } from './mirror-world.ts';

const worlds: MirrorWorld[] = [];

async function world(...options: Parameters<typeof mirrorWorld>): Promise<MirrorWorld> {
  const made = await mirrorWorld(...options);
  worlds.push(made);
  return made;
}

afterEach(async () => {
  for (const made of worlds.splice(0)) await made.remove();
});

test('copies an image with its exact bytes', async () => {
  const { push, mirror: copy, target } = await world();
  const image = await imageOf(10_000);
  await push(image);

  expect(await copy(image.digest)).toEqual({
    type: 'copied',
    blobs: { present: 0, mounted: 0, copied: 2 },
  });

  const stored = await target.store.manifest('acme/checkout', image.digest);
  expect(stored?.bytes.equals(image.manifests[0]?.bytes ?? Buffer.of())).toBe(true);
  for (const blob of image.blobs)
    expect(await target.store.blobFile('acme/checkout', blob.digest)).not.toBeNull();
});

test('an image that is there costs exactly one HEAD', async () => {
  const { push, mirror: copy, source, target } = await world();
  const image = await imageOf(1_000);
  await push(image);
  await copy(image.digest);
  source.asked.length = 0;
  target.asked.length = 0;

  expect(await copy(image.digest)).toEqual({ type: 'unchanged' });

  expect(source.asked).toEqual([]);
  expect(target.asked.filter(({ path }) => path !== '/v2/token')).toEqual([
    { method: 'HEAD', path: `/v2/acme/checkout/manifests/${image.digest}`, status: 200 },
  ]);
});

test('carries on where the source broke off, twice', async () => {
  const { push, mirror: copy, source, target } = await world();
  const image = await imageOf(3_000_000);
  const [layer] = image.blobs;
  await push(image);
  source.fail(
    'GET */blobs/*',
    { cutAnswerAfter: 1_000_000 },
    { times: 2, path: layer?.digest ?? '' },
  );

  await copy(image.digest);

  const ranges = source.asked
    .filter(({ method, path }) => method === 'GET' && path.endsWith(`/blobs/${layer?.digest}`))
    .map(({ range }) => range ?? null);
  expect(ranges).toHaveLength(3);
  expect(ranges[0]).toBeNull();
  expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true);
  expect(await target.store.manifest('acme/checkout', image.digest)).not.toBeNull();
});

test('starts a blob over when the target broke off', async () => {
  const { push, mirror: copy, target } = await world();
  const image = await imageOf(2_000_000);
  await push(image);
  target.fail('PUT', { cutUploadAfter: 100 }, { times: 1 });

  await copy(image.digest);

  expect(target.faults.find('1')).toMatchObject({ struck: 1, left: 0 });
  expect(await target.store.manifest('acme/checkout', image.digest)).not.toBeNull();
});

test('refuses wrong bytes, and leaves nothing of them at the target', async () => {
  const { push, mirror: copy, source, target } = await world();
  const image = await imageOf(500_000);
  const [layer] = image.blobs;
  await push(image);
  source.fail('GET */blobs/*', { corrupt: true }, { path: layer?.digest ?? '' });

  await expect(copy(image.digest)).rejects.toMatchObject({
    code: 'RUNWAY_IMAGE_INVALID',
    retry: 'never',
  });

  expect(await target.store.blobFile('acme/checkout', layer?.digest ?? '')).toBeNull();
  expect(await target.store.manifest('acme/checkout', image.digest)).toBeNull();
});

test('refuses a manifest that is not what its digest says', async () => {
  const { push, mirror: copy, source } = await world();
  const image = await imageOf(1_000);
  await push(image);
  source.fail('*/manifests/*', { corrupt: true });

  await expect(copy(image.digest)).rejects.toMatchObject({ code: 'RUNWAY_IMAGE_INVALID' });
});

test('mounts in a second repository of the same registry what the first one holds', async () => {
  const { push, mirror: copy, target } = await world();
  const image = await imageOf(100_000);
  await push(image);
  await copy(image.digest);

  expect(await copy(image.digest, 'us-docker.pkg.dev/mirror/checkout')).toEqual({
    type: 'copied',
    blobs: { present: 0, mounted: 2, copied: 0 },
  });
  expect(await target.store.manifest('mirror/checkout', image.digest)).not.toBeNull();
});

test('copies everything that an index names, children first, each under a tag that keeps it', async () => {
  const { push, mirror: copy, target } = await world();
  const image = await imageOf(10_000, ['linux/amd64', 'linux/arm64']);
  await push(image);

  await copy(image.digest);

  for (const { digest } of image.manifests)
    expect(await target.store.manifest('acme/checkout', digest)).not.toBeNull();
  const puts = target.asked.filter(
    ({ method, path }) => method === 'PUT' && /manifests/.test(path),
  );
  expect(puts.map(({ path }) => path.split('/').at(-1))).toEqual(
    image.manifests.map(({ digest }) => keepingTag(digest as Digest)),
  );
});

test('a redirect to storage elsewhere is followed without credentials', async () => {
  // The other port refuses every request that carries an authorization.
  const { push, mirror: copy, target } = await world({ source: { redirectBlobs: true } });
  const image = await imageOf(10_000);
  await push(image);

  await copy(image.digest);

  expect(await target.store.manifest('acme/checkout', image.digest)).not.toBeNull();
});

test('a token that runs out in the middle of a copy is renewed', async () => {
  let now = Date.now();
  const {
    push,
    mirror: copy,
    source,
    target,
  } = await world({
    source: { now: () => new Date(now) },
  });
  const image = await imageOf(10_000);
  await push(image);
  let challenged = 0;
  source.before((method, path) => {
    // The registry's clock passes the end of all tokens between the manifest and the first blob.
    if (method === 'GET' && path.includes('/blobs/') && challenged === 0) {
      challenged += 1;
      now += 10 * 60_000;
    }
  });

  await copy(image.digest);

  expect(source.asked.filter(({ status }) => status === 401).length).toBeGreaterThan(1);
  expect(await target.store.manifest('acme/checkout', image.digest)).not.toBeNull();
});

test('an upload that is turned away for its token is sent anew, whole', async () => {
  const { push, mirror: copy, target } = await world();
  const image = await imageOf(3_000_000);
  await push(image);
  target.fail('PUT */blobs/uploads/*', { status: 401 }, { times: 2 });

  await copy(image.digest);

  expect(target.faults.find('1')).toMatchObject({ struck: 2, left: 0 });
  for (const blob of image.blobs)
    expect(await target.store.blobFile('acme/checkout', blob.digest)).not.toBeNull();
});

test('a busy registry is asked again, after as long as it said', async () => {
  const { push, mirror: copy, target } = await world();
  const image = await imageOf(1_000);
  await push(image);
  target.fail('PUT */manifests/*', { status: 429, retryAfterMs: 0 }, { times: 2 });

  await copy(image.digest);

  expect(target.faults.find('1')).toMatchObject({ struck: 2, left: 0 });
});

test('a registry that asks for much patience is left for later', async () => {
  const { mirror: copy, target } = await world();
  target.fail('*/manifests/*', { status: 503, retryAfterMs: 120_000 });

  await expect(copy(`sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
    code: 'RUNWAY_REGISTRY_UNREACHABLE',
    retry: 'later',
    retryAfterMs: 120_000,
  });
});

test('an image that the source lacks is said to be missing there', async () => {
  const { mirror: copy } = await world();

  await expect(copy(`sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
    code: 'RUNWAY_IMAGE_INVALID',
    message: expect.stringContaining(sourceName),
  });
});

test('being denied names the repository and never the password', async () => {
  const { mirror: copy, target } = await world();
  const failure: unknown = await copy(
    `sha256:${'0'.repeat(64)}`,
    'us-docker.pkg.dev/forbidden/checkout',
  ).catch((error: unknown) => error);

  expect(failure).toMatchObject({
    code: 'RUNWAY_REGISTRY_DENIED',
    message: expect.stringContaining('us-docker.pkg.dev/forbidden/checkout'),
  });
  expect(JSON.stringify(failure) + String(failure)).not.toContain(target.password);
});

test('an abandoned copy stops and can be taken up again', async () => {
  const { push, mirror: copy, client, source, target } = await world();
  const image = await imageOf(2_000_000);
  await push(image);
  const stopping = new AbortController();
  source.before((method, path) => {
    if (method === 'GET' && path.includes('/blobs/')) stopping.abort();
  });
  const asked = { source: sourceName, target: targetName, digest: image.digest as Digest };
  await expect(mirror(client, asked, stopping.signal)).rejects.toBeDefined();
  source.before(() => undefined);

  await copy(image.digest);

  expect(await target.store.manifest('acme/checkout', image.digest)).not.toBeNull();
});

test('progress ends at all blobs and all bytes', async () => {
  const { push, client } = await world();
  const image = await imageOf(5_000_000);
  await push(image);
  const told: MirrorProgress[] = [];

  await mirror(
    client,
    {
      source: sourceName,
      target: targetName,
      digest: image.digest as Digest,
      onProgress: (progress) => told.push(progress),
    },
    new AbortController().signal,
  );

  const last = told.at(-1);
  expect(told.length).toBeGreaterThan(3);
  expect(last).toMatchObject({ blobs: 2, blobsDone: 2 });
  expect(last?.bytesDone).toBe(last?.bytes);
});
