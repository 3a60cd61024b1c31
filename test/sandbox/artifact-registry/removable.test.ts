import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { removable } from '../../../src/sandbox/artifact-registry/removable.ts';
import type { ImageVersion } from '../../../src/sandbox/artifact-registry/content.ts';
import type { CleanupPolicy } from '../../../src/sandbox/artifact-registry/state.ts';
import type { BuiltImage } from '../../../src/sandbox/examples/build-image.ts';
import { pushImage } from '../../../src/sandbox/examples/push-image.ts';
import { PROJECT } from '../google/callers.ts';
import { repositoryOf, startWorld, type World } from './world.ts';
import { imageOf } from './image-of.ts';

const DAY = 86_400;
const now = Date.parse('2026-06-01T00:00:00Z');

function version(digest: string, more: Partial<ImageVersion> & { readonly days?: number } = {}) {
  const { days = 0, ...rest } = more;
  const uploadedAt = new Date(now - days * DAY * 1000);
  return {
    package: 'checkout',
    digest,
    tags: [],
    uploadedAt,
    mediaType: '',
    bytes: 0,
    parts: [],
    ...rest,
  };
}

function gone(policies: readonly CleanupPolicy[], ...versions: readonly ImageVersion[]): string[] {
  return removable(versions, policies, now).map(({ digest }) => digest);
}

const oldUntagged: CleanupPolicy = {
  action: 'DELETE',
  condition: { tagState: 'UNTAGGED', olderThan: { seconds: 30 * DAY } },
};

test('without a delete policy everything stays', () => {
  const keep: CleanupPolicy = { action: 'KEEP', condition: { tagState: 'ANY' } };

  expect(gone([], version('a', { days: 900 }))).toEqual([]);
  expect(gone([keep], version('a', { days: 900 }))).toEqual([]);
});

test('only what is old and has no tag goes by the rule for that', () => {
  const versions = [
    version('old', { days: 31 }),
    version('tagged', { days: 31, tags: ['v-1.0.0'] }),
    version('young', { days: 29 }),
  ];

  expect(gone([oldUntagged], ...versions)).toEqual(['old']);
});

test('a keep policy wins over every delete policy', () => {
  const recent: CleanupPolicy = { action: 'KEEP', mostRecentVersions: { keepCount: 2 } };
  const versions = [50, 40, 35, 33].map((days) => version(`of ${days} days`, { days }));

  expect(gone([recent, oldUntagged], ...versions)).toEqual(['of 50 days', 'of 40 days']);
});

test('prefixes narrow a rule to tags, versions and packages', () => {
  const rule = (condition: object): CleanupPolicy => ({ action: 'DELETE', condition });
  const versions = [
    version('sha256:aa', { tags: ['dev-1'] }),
    version('sha256:ab', { tags: ['v-1'], package: 'catalog' }),
  ];

  expect(gone([rule({ tagPrefixes: ['dev-'] })], ...versions)).toEqual(['sha256:aa']);
  expect(gone([rule({ versionNamePrefixes: ['sha256:ab'] })], ...versions)).toEqual(['sha256:ab']);
  expect(gone([rule({ packageNamePrefixes: ['cat'] })], ...versions)).toEqual(['sha256:ab']);
  expect(gone([rule({ newerThan: { seconds: DAY } })], ...versions)).toHaveLength(2);
});

test('what a version that stays is made of stays as well', () => {
  const versions = [
    version('part', { days: 40 }),
    version('index', { days: 40, parts: ['part'], tags: ['v-1'] }),
    version('lost part', { days: 40 }),
    version('lost index', { days: 40, parts: ['lost part'] }),
  ];

  expect(gone([oldUntagged], ...versions)).toEqual(['lost part', 'lost index']);
});

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

async function pushed(id: string, tag: string): Promise<BuiltImage> {
  const image = await imageOf('linux/amd64', 'linux/arm64');
  await pushImage({
    url: world.images.url,
    credentials: { name: 'olga', password: world.password },
    repository: `${PROJECT.id}/${id}/${id}`,
    tag,
    image,
  });
  return image;
}

test('cleaning removes from a repository what its rules say, and from others nothing', async () => {
  const cleanupPolicies = { untagged: { id: 'untagged', ...oldUntagged } };
  await repositoryOf(world, 'cleaned', { cleanupPolicies });
  await repositoryOf(world, 'tried', { cleanupPolicies, cleanupPolicyDryRun: true });
  await repositoryOf(world, 'left');
  const lost = await pushed('cleaned', '1.0.0');
  const kept = await pushed('cleaned', '1.0.0');
  for (const id of ['tried', 'left']) {
    await pushed(id, '1.0.0');
    await pushed(id, '1.0.0');
  }
  expect(await world.api.clean()).toEqual([]);
  world.ground.clock.at += 31 * DAY * 1000;

  const cleaned = await world.api.clean();

  expect(new Set(cleaned.map(({ digest }) => digest))).toEqual(
    new Set(lost.manifests.map(({ digest }) => digest)),
  );
  const held = async (id: string, { manifests }: BuiltImage) =>
    Promise.all(
      manifests.map(async ({ digest }) => {
        const found = await world.images.store.manifest(`${PROJECT.id}/${id}/${id}`, digest);
        return found !== null;
      }),
    );
  expect(await held('cleaned', lost)).toEqual([false, false, false]);
  expect(await held('cleaned', kept)).toEqual([true, true, true]);
  expect(await world.api.clean()).toEqual([]);
});
