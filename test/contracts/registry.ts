// What every image registry promises.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Registry } from '../../src/ports/registry.ts';
import type { Digest } from '../../src/resources/kinds.ts';

/** A repository with two tags: one image, and an index for two platforms. */
export interface RegistryWorld {
  readonly registry: Registry;
  readonly image: string;
  readonly single: { readonly tag: string; readonly digest: Digest };
  readonly index: { readonly tag: string; readonly digest: Digest };
  /** A label that both carry for linux/amd64. */
  readonly label: readonly [name: string, value: string];
  /** A repository that this registry has never heard of. */
  readonly absent: string;
  /** A repository that may not be read. */
  readonly denied: string;
  stop(): Promise<void>;
}

export function registryContract(name: string, make: () => Promise<RegistryWorld>): void {
  describe(`${name} as a registry`, () => {
    const { signal } = new AbortController();
    let world: RegistryWorld;
    beforeAll(async () => {
      world = await make();
    }, 60_000);
    afterAll(() => world.stop());

    test('describes what a tag names', async () => {
      const { registry, image, single, label } = world;
      const described = await registry.describe(image, single.tag, signal);
      expect(described).toMatchObject({ digest: single.digest, platforms: ['linux/amd64'] });
      expect(described?.labels[label[0]]).toBe(label[1]);
    });

    test('describes the same by digest', async () => {
      const { registry, image, single } = world;
      expect(await registry.describe(image, single.digest, signal)).toEqual(
        await registry.describe(image, single.tag, signal),
      );
    });

    test('names the platforms of an index, with the labels of its linux/amd64 image', async () => {
      const { registry, image, index, label } = world;
      const described = await registry.describe(image, index.tag, signal);
      expect(described?.digest).toBe(index.digest);
      expect([...(described?.platforms ?? [])].sort()).toEqual(['linux/amd64', 'linux/arm64']);
      expect(described?.labels[label[0]]).toBe(label[1]);
    });

    test('answers null for a tag, digest or repository that is absent', async () => {
      const { registry, image, absent, single } = world;
      const nothing: Digest = `sha256:${'0'.repeat(64)}`;
      expect(await registry.describe(image, '9.9.9', signal)).toBeNull();
      expect(await registry.describe(image, nothing, signal)).toBeNull();
      expect(await registry.describe(absent, single.tag, signal)).toBeNull();
    });

    test('answers null for what cannot be a tag', async () => {
      expect(await world.registry.describe(world.image, '../1.0 0', signal)).toBeNull();
    });

    test('lists tags, none of an absent repository', async () => {
      const { registry, image, single, index, absent } = world;
      const tags = await registry.tags(image, signal);
      expect([...tags].sort()).toEqual([single.tag, index.tag].sort());
      expect(await registry.tags(absent, signal)).toEqual([]);
    });

    test('being denied is a failure, not an absence', async () => {
      const { registry, denied, single } = world;
      const failure = { code: 'RUNWAY_REGISTRY_DENIED', retry: 'never' };
      await expect(registry.describe(denied, single.tag, signal)).rejects.toMatchObject(failure);
      await expect(registry.tags(denied, signal)).rejects.toMatchObject(failure);
    });
  });
}
