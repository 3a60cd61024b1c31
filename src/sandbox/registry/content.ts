// What the registry holds, as Artifact Registry's API asks for it.

import type { Content, ImageVersion } from '../artifact-registry/content.ts';
import { createStorage, type Storage, type StoredManifest } from './storage/storage.ts';

/** Of the registry that keeps its things in that folder, whether or not it runs. */
export function contentIn(directory: string): Content {
  const storage = createStorage(directory);
  return {
    async versions(repository) {
      const found: ImageVersion[] = [];
      for (const path of await storage.repositories()) {
        if (!path.startsWith(`${repository}/`)) continue;
        found.push(...(await versionsIn(storage, path, path.slice(repository.length + 1))));
      }
      return found;
    },
    async remove(repository, version) {
      await storage.removeManifest(`${repository}/${version.package}`, version.digest);
    },
    drop: (repository) => storage.forget(repository),
  };
}

async function versionsIn(storage: Storage, path: string, image: string): Promise<ImageVersion[]> {
  const tags = new Map<string, string[]>();
  for (const tag of (await storage.tags(path)) ?? []) {
    const digest = (await storage.tagged(path, tag)) ?? '';
    tags.set(digest, [...(tags.get(digest) ?? []), tag]);
  }
  return Promise.all(
    (await storage.manifests(path)).map(async (digest) => ({
      package: image,
      digest,
      tags: tags.get(digest) ?? [],
      uploadedAt: await storage.pushedAt(path, digest),
      parts: partsOf(await storage.manifest(path, digest)),
    })),
  );
}

/** What an index lists; nothing for an image. */
function partsOf(manifest: StoredManifest | null): readonly string[] {
  const { manifests = [] } = JSON.parse(manifest?.bytes.toString() ?? '{}') as {
    manifests?: readonly { readonly digest?: string }[];
  };
  return manifests.flatMap(({ digest }) => digest ?? []);
}
