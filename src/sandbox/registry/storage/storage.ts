// The folder behind a registry: contents under their digest, and markers for what a repository holds.

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageStore } from '../../images.ts';
import { isDigest, isTag } from '../route.ts';

export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Digests are `sha256:` and 64 hexadecimal digits; callers have checked that. */
export interface Storage extends ImageStore {
  readonly directory: string;
  blobSize(repository: string, digest: string): Promise<number | null>;
  /** Takes a finished file over as a blob of the repository. */
  adoptBlob(repository: string, digest: string, file: string): Promise<void>;
  /** False when `from` does not hold it. */
  mountBlob(repository: string, digest: string, from: string): Promise<boolean>;
  removeBlob(repository: string, digest: string): Promise<boolean>;
  putManifest(repository: string, digest: string, manifest: StoredManifest): Promise<void>;
  removeManifest(repository: string, digest: string): Promise<boolean>;
  manifests(repository: string): Promise<readonly string[]>;
  /** When a manifest that is there was pushed last. */
  pushedAt(repository: string, digest: string): Promise<Date>;
  tag(repository: string, tag: string, digest: string): Promise<void>;
  tagged(repository: string, tag: string): Promise<string | null>;
  untag(repository: string, tag: string): Promise<boolean>;
  /** Null when the repository is unknown. */
  tags(repository: string): Promise<readonly string[] | null>;
  repositories(): Promise<readonly string[]>;
  /** What these repositories and all below them hold. */
  forget(repository: string): Promise<void>;
}

// A repository's path cannot hold a segment that begins with an underscore, so markers never collide with one.
const BLOB_MARKERS = '_blobs';
const MANIFEST_MARKERS = '_manifests';
const TAG_MARKERS = '_tags';

export function createStorage(directory: string): Storage {
  const contents = (digest: string): string => join(directory, 'contents', 'sha256', hex(digest));
  const marker = (repository: string, sort: string, name: string): string =>
    join(directory, 'repositories', ...repository.split('/'), sort, name);
  const names = (repository: string, sort: string): Promise<string[] | null> =>
    listed(join(directory, 'repositories', ...repository.split('/'), sort));
  const holds = async (repository: string, digest: string): Promise<boolean> =>
    isDigest(digest) && (await exists(marker(repository, BLOB_MARKERS, hex(digest))));

  const storage: Storage = {
    directory,
    async manifest(repository, reference) {
      const digest = isDigest(reference) ? reference : await storage.tagged(repository, reference);
      if (digest === null) return null;
      const mediaType = await text(marker(repository, MANIFEST_MARKERS, hex(digest)));
      return mediaType === null ? null : { mediaType, bytes: await readFile(contents(digest)) };
    },
    async blobFile(repository, digest) {
      return (await holds(repository, digest)) ? contents(digest) : null;
    },
    async blobSize(repository, digest) {
      return (await holds(repository, digest)) ? (await stat(contents(digest))).size : null;
    },
    async adoptBlob(repository, digest, file) {
      await mkdir(join(directory, 'contents', 'sha256'), { recursive: true });
      await rename(file, contents(digest));
      await write(marker(repository, BLOB_MARKERS, hex(digest)), '');
    },
    async mountBlob(repository, digest, from) {
      if (!(await holds(from, digest))) return false;
      await write(marker(repository, BLOB_MARKERS, hex(digest)), '');
      return true;
    },
    removeBlob: (repository, digest) => removed(marker(repository, BLOB_MARKERS, hex(digest))),
    async putManifest(repository, digest, manifest) {
      await write(contents(digest), manifest.bytes);
      await write(marker(repository, MANIFEST_MARKERS, hex(digest)), manifest.mediaType);
    },
    removeManifest: async (repository, digest) => {
      for (const tag of (await names(repository, TAG_MARKERS)) ?? []) {
        if ((await storage.tagged(repository, tag)) === digest)
          await storage.untag(repository, tag);
      }
      return removed(marker(repository, MANIFEST_MARKERS, hex(digest)));
    },
    manifests: async (repository) =>
      ((await names(repository, MANIFEST_MARKERS)) ?? []).map((name) => `sha256:${name}`),
    pushedAt: async (repository, digest) =>
      (await stat(marker(repository, MANIFEST_MARKERS, hex(digest)))).mtime,
    tag: (repository, tag, digest) => write(marker(repository, TAG_MARKERS, tag), digest),
    tagged: async (repository, tag) =>
      isTag(tag) ? text(marker(repository, TAG_MARKERS, tag)) : null,
    untag: (repository, tag) => removed(marker(repository, TAG_MARKERS, tag)),
    async tags(repository) {
      const tags = await names(repository, TAG_MARKERS);
      if (tags !== null) return tags;
      return (await names(repository, MANIFEST_MARKERS)) === null ? null : [];
    },
    repositories: () => repositoriesBelow(join(directory, 'repositories'), ''),
    forget: (repository) =>
      rm(join(directory, 'repositories', ...repository.split('/')), {
        recursive: true,
        force: true,
      }),
  };
  return storage;

  async function write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(join(path, '..'), { recursive: true });
    await mkdir(join(directory, 'aside'), { recursive: true });
    const aside = join(directory, 'aside', randomUUID());
    await writeFile(aside, content);
    await rename(aside, path);
  }
}

/** Streams the file: its size never matters. */
export async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function hex(digest: string): string {
  return digest.slice('sha256:'.length);
}

async function repositoriesBelow(folder: string, prefix: string): Promise<string[]> {
  const entries = (await listed(folder)) ?? [];
  const found = entries.includes(MANIFEST_MARKERS) ? [prefix] : [];
  for (const entry of entries.filter((name) => !name.startsWith('_'))) {
    const path = prefix === '' ? entry : `${prefix}/${entry}`;
    found.push(...(await repositoriesBelow(join(folder, entry), path)));
  }
  return found.sort();
}

async function listed(folder: string): Promise<string[] | null> {
  const names = await unlessAbsent(readdir(folder));
  return names === null ? null : names.sort();
}

function text(path: string): Promise<string | null> {
  return unlessAbsent(readFile(path, 'utf8'));
}

async function exists(path: string): Promise<boolean> {
  return (await unlessAbsent(stat(path))) !== null;
}

async function removed(path: string): Promise<boolean> {
  return (await unlessAbsent(rm(path).then(() => true))) ?? false;
}

async function unlessAbsent<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
