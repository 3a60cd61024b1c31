import { createHash, randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mirror } from '../../../../src/adapters/registry/mirror/mirror.ts';
import type { Digest } from '../../../../src/resources/kinds.ts';
import type { BuiltContent } from '../../../../src/sandbox/examples/build-image.ts';
import { mirrorWorld, sourceName, targetName, type MirrorWorld } from './mirror-world.ts';

let world: MirrorWorld;

beforeAll(async () => {
  world = await mirrorWorld();
});

afterAll(() => world.remove());

const chunk = randomBytes(64 * 1024);
const chunks = 800;

function digestOfLayer(): string {
  const hash = createHash('sha256');
  for (let index = 0; index < chunks; index += 1) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** Pushes chunk by chunk, so that the test itself never holds the layer. */
async function pushLargeImage({ source, push }: MirrorWorld): Promise<string> {
  const basic = Buffer.from(`alice:${source.password}`).toString('base64');
  const asked = `service=container_registry&scope=repository:acme/checkout:pull,push`;
  const answer = await fetch(`${source.url}/jwt/auth?${asked}`, {
    headers: { authorization: `Basic ${basic}` },
  });
  const { token } = (await answer.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const uploads = `${source.url}/v2/acme/checkout/blobs/uploads/`;
  const started = await fetch(uploads, { method: 'POST', headers });
  const location = new URL(started.headers.get('location') ?? '', source.url);
  const digest = digestOfLayer();
  location.searchParams.set('digest', digest);
  const body = ReadableStream.from(
    (function* bytes() {
      for (let index = 0; index < chunks; index += 1) yield chunk;
    })(),
  );
  const streaming = { duplex: 'half', redirect: 'error', window: null } as const;
  await fetch(location, { ...streaming, method: 'PUT', headers, body });

  const config = content('application/vnd.oci.image.config.v1+json', {
    os: 'linux',
    architecture: 'amd64',
  });
  const manifest = content('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    config: { mediaType: config.mediaType, digest: config.digest, size: config.bytes.length },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        digest,
        size: chunk.length * chunks,
      },
    ],
  });
  await push({ digest: manifest.digest, blobs: [config], manifests: [manifest] });
  return manifest.digest;
}

function content(mediaType: string, value: object): BuiltContent {
  const bytes = Buffer.from(JSON.stringify(value));
  return { mediaType, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

/** A collection takes a second or more once many tests have run in the process. */
const MEASURED_EVERY = 8 * 1024 * 1024;

test('an image of 50 MB passes through without being held in memory', async () => {
  const digest = (await pushLargeImage(world)) as Digest;
  const before = held();
  let most = before;
  let measured = 0;

  await mirror(
    world.client,
    {
      source: sourceName,
      target: targetName,
      digest,
      onProgress: ({ bytesDone }) => {
        if (bytesDone < measured + MEASURED_EVERY) return;
        measured = bytesDone;
        most = Math.max(most, held());
      },
    },
    new AbortController().signal,
  );

  expect(await world.target.store.manifest('acme/checkout', digest)).not.toBeNull();
  // Both registries and the client run in this process, each with its buffers.
  expect(most - before).toBeLessThan(32 * 1024 * 1024);
});

/** What is really in use: without a collection, garbage would count. */
function held(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().arrayBuffers;
}
