import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  imageOf,
  mirrorWorld,
  type MirrorWorld,
} from '../../adapters/registry/mirror/mirror-world.ts';

const present = spawnSync('skopeo', ['--version']).status === 0;
if (!present) console.warn('skopeo is not installed: its tests of the registry are skipped');
const withSkopeo = present ? test : test.skip;

let world: MirrorWorld;
let folder: string;

beforeAll(async () => {
  world = await mirrorWorld();
  folder = await mkdtemp(join(tmpdir(), 'runway-skopeo-'));
});

afterAll(async () => {
  await world.remove();
  await rm(folder, { recursive: true, force: true });
});

async function skopeo(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('skopeo', ['--insecure-policy', ...args]);
  return stdout;
}

const at = ({ port }: { port: number }, path: string): string =>
  `docker://127.0.0.1:${port}/${path}`;

withSkopeo('copies from a GitLab-style registry to a plain one and keeps the digest', async () => {
  const { source, target, push } = world;
  const image = await imageOf(300_000);
  await push(image);

  await skopeo([
    'copy',
    '--preserve-digests',
    '--src-tls-verify=false',
    '--dest-tls-verify=false',
    '--src-creds',
    `alice:${source.password}`,
    '--dest-creds',
    `alice:${target.password}`,
    at(source, 'acme/checkout:1.0.0'),
    at(target, 'acme/copied:1.0.0'),
  ]);

  const stored = await target.store.manifest('acme/copied', '1.0.0');
  expect(stored?.bytes.equals(image.manifests[0]?.bytes ?? Buffer.of())).toBe(true);
});

withSkopeo('copies a whole index back to the GitLab-style registry', async () => {
  const { source, target, push, mirror } = world;
  const image = await imageOf(100_000, ['linux/amd64', 'linux/arm64']);
  await push(image);
  await mirror(image.digest);

  await skopeo([
    'copy',
    '--all',
    '--preserve-digests',
    '--src-tls-verify=false',
    '--dest-tls-verify=false',
    '--src-creds',
    `alice:${target.password}`,
    '--dest-creds',
    `alice:${source.password}`,
    at(target, `acme/checkout@${image.digest}`),
    at(source, 'acme/returned:1.0.0'),
  ]);

  const stored = await source.store.manifest('acme/returned', image.digest);
  expect(stored).not.toBeNull();
});

withSkopeo('reads what Runway has mirrored', async () => {
  const { target, push, mirror } = world;
  const image = await imageOf(200_000);
  await push(image);
  await mirror(image.digest);

  await skopeo([
    'copy',
    '--src-tls-verify=false',
    '--src-creds',
    `alice:${target.password}`,
    at(target, `acme/checkout@${image.digest}`),
    `dir:${folder}`,
  ]);

  const manifest = await readFile(join(folder, 'manifest.json'));
  expect(manifest.equals(image.manifests[0]?.bytes ?? Buffer.of())).toBe(true);
});

withSkopeo('pushes what Runway then mirrors', async () => {
  const { source, target, mirror } = world;
  await skopeo([
    'copy',
    '--preserve-digests',
    '--dest-tls-verify=false',
    '--dest-creds',
    `alice:${source.password}`,
    `dir:${folder}`,
    at(source, 'acme/checkout:2.0.0'),
  ]);
  const listed = JSON.parse(
    await skopeo([
      'list-tags',
      '--tls-verify=false',
      '--creds',
      `alice:${source.password}`,
      at(source, 'acme/checkout'),
    ]),
  ) as { Tags: string[] };
  expect(listed.Tags).toContain('2.0.0');
  const inspected = JSON.parse(
    await skopeo([
      'inspect',
      '--tls-verify=false',
      '--creds',
      `alice:${source.password}`,
      at(source, 'acme/checkout:2.0.0'),
    ]),
  ) as { Digest: string };

  await mirror(inspected.Digest, 'us-docker.pkg.dev/mirror/pushed');

  expect(await target.store.manifest('mirror/pushed', inspected.Digest)).not.toBeNull();
});

withSkopeo('is refused with a wrong password', async () => {
  const { source } = world;
  await expect(
    skopeo([
      'inspect',
      '--tls-verify=false',
      '--creds',
      'alice:wrong',
      at(source, 'acme/checkout:1.0.0'),
    ]),
  ).rejects.toThrow(/unauthorized|denied|authentication/i);
});
