// What the registry holds, as Artifact Registry's API asks for it.

import type { Content, ImageVersion } from './content.ts';
import { createStorage, type Storage } from '../registry/storage/storage.ts';

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
  const read = async (digest: string): Promise<ImageVersion> => {
    const manifest = await storage.manifest(path, digest);
    const listed = JSON.parse(manifest?.bytes.toString() ?? '{}') as Listed;
    return {
      package: image,
      digest,
      tags: tags.get(digest) ?? [],
      uploadedAt: await storage.pushedAt(path, digest),
      mediaType: manifest?.mediaType ?? '',
      bytes: sizeOf(listed),
      parts: (listed.manifests ?? []).flatMap((part) => part.digest ?? []),
    };
  };
  return Promise.all((await storage.manifests(path)).map(read));
}

/** What an image's or an index's manifest names. */
interface Listed {
  readonly config?: Part;
  readonly layers?: readonly Part[];
  readonly manifests?: readonly Part[];
}

interface Part {
  readonly digest?: string;
  readonly size?: number;
}

function sizeOf({ config, layers = [], manifests = [] }: Listed): number {
  return [config, ...layers, ...manifests].reduce((sum, part) => sum + (part?.size ?? 0), 0);
}
