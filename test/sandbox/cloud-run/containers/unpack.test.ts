// Image layers as strangers write them.

import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findImage } from '../../../../src/sandbox/cloud-run/containers/image.ts';
import { unpacked } from '../../../../src/sandbox/cloud-run/containers/unpack.ts';
import type { Entry, Recipe } from '../images.ts';
import { createRegistry } from '../images.ts';

async function unpack(recipe: Recipe): Promise<string> {
  const registry = createRegistry();
  const image = await findImage(registry.find, await registry.push('acme-dev/any', recipe));
  return unpacked(image, mkdtempSync(join(tmpdir(), 'unpack-')));
}

const layers = (...all: readonly (readonly Entry[])[]): Recipe => ({ layers: all });

test('later layers replace, hide and empty what lies below', async () => {
  const root = await unpack(
    layers(
      [
        { name: 'etc/a', text: 'below' },
        { name: 'etc/b', text: 'below' },
        { name: 'data/old', text: 'below' },
        { name: 'data/sub/old', text: 'below' },
      ],
      [
        { name: 'etc/a', text: 'above' },
        { name: 'etc/.wh.b' },
        { name: 'data/sub/new', text: 'above' },
        { name: 'data/.wh..wh..opq' },
      ],
    ),
  );
  expect(readFileSync(join(root, 'etc/a'), 'utf8')).toBe('above');
  expect(readdirSync(join(root, 'etc'))).toEqual(['a']);
  expect(readdirSync(join(root, 'data'), { recursive: true })).toEqual(['sub', 'sub/new']);
});

test('links stay inside, whatever they point at', async () => {
  const root = await unpack(
    layers([
      { name: 'etc/passwd', text: 'of the image' },
      { name: 'absolute', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'a/b/climbing', type: 'symlink', linkname: '../../../../../../etc/passwd' },
      { name: 'hard', type: 'link', linkname: 'a/b/climbing' },
    ]),
  );
  for (const name of ['absolute', 'a/b/climbing', 'hard']) {
    expect(readFileSync(join(root, name), 'utf8')).toBe('of the image');
  }
  expect(readlinkSync(join(root, 'absolute'))).toBe('etc/passwd');
  expect(lstatSync(join(root, 'hard')).isFile()).toBe(true);
});

test('a file below a link lands where the image would see it', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  const root = await unpack(
    layers(
      [{ name: 'escape', type: 'symlink', linkname: outside }],
      [{ name: 'escape/planted', text: 'x' }],
    ),
  );
  expect(readdirSync(outside)).toEqual([]);
  expect(existsSync(join(root, outside, 'planted'))).toBe(true);
});

test('a file takes the place of a link instead of writing through it', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  const root = await unpack(
    layers([
      { name: 'target', type: 'symlink', linkname: join(outside, 'victim') },
      { name: 'target', text: 'x' },
    ]),
  );
  expect(readdirSync(outside)).toEqual([]);
  expect(lstatSync(join(root, 'target')).isFile()).toBe(true);
});

test.each([
  ['a path that climbs out', { name: '../../evil', text: 'x' }],
  ['a mark that hides the folder above', { name: 'etc/.wh...' }],
  ['a hard link to what is not there', { name: 'a', type: 'link', linkname: '/nowhere' }],
] as const)('refuses %s and leaves nothing behind', async (_, entry) => {
  const registry = createRegistry();
  const image = await findImage(
    registry.find,
    await registry.push('acme-dev/any', layers([entry])),
  );
  const dir = mkdtempSync(join(tmpdir(), 'unpack-'));
  await expect(unpacked(image, dir)).rejects.toThrow('it cannot be unpacked');
  expect(readdirSync(dir)).toEqual([]);
});

test('refuses other platforms and compressions in clear words', async () => {
  const registry = createRegistry();
  const arm = await registry.push('acme-dev/any', { layers: [], architecture: 'arm64' });
  await expect(findImage(registry.find, arm)).rejects.toThrow('must support amd64/linux');
  const zstd = await registry.push('acme-dev/any', {
    layers: [[]],
    layerType: 'application/vnd.oci.image.layer.v1.tar+zstd',
  });
  await expect(findImage(registry.find, zstd)).rejects.toThrow('push the image with gzip layers');
});

test('what is no image is refused, not stumbled over', async () => {
  const bytes = Buffer.from('not JSON');
  const store = {
    manifest: async () => ({ mediaType: 'application/vnd.oci.image.manifest.v1+json', bytes }),
    blobFile: async () => null,
  };
  const find = () => ({ store, repository: 'any' });
  await expect(findImage(find, 'registry.example.test/any:1')).rejects.toThrow('not a JSON object');
});
