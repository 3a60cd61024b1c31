// Uploads under way: files that grow chunk by chunk and survive a restart.

import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hasCode } from './storage.ts';

export interface UploadStorage {
  begin(repository: string): Promise<string>;
  /** Bytes received so far, or null when the repository has no such upload. */
  received(repository: string, id: string): Promise<number | null>;
  /** Appends; what arrived before a broken connection stays. False: somebody else is appending. */
  append(id: string, body: Readable): Promise<boolean>;
  file(id: string): string;
  discard(id: string): Promise<void>;
}

export function createUploadStorage(directory: string): UploadStorage {
  const folder = join(directory, 'uploads');
  const file = (id: string): string => join(folder, id);
  const owner = (id: string): string => join(folder, `${id}.repository`);
  const busy = new Set<string>();
  return {
    file,
    async begin(repository) {
      await mkdir(folder, { recursive: true });
      const id = randomUUID();
      await writeFile(owner(id), repository);
      await writeFile(file(id), '');
      return id;
    },
    async received(repository, id) {
      try {
        if ((await readFile(owner(id), 'utf8')) !== repository) return null;
        return (await stat(file(id))).size;
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return null;
        throw error;
      }
    },
    async append(id, body) {
      if (busy.has(id)) return false;
      busy.add(id);
      try {
        await pipeline(body, createWriteStream(file(id), { flags: 'a' }));
        return true;
      } finally {
        busy.delete(id);
      }
    },
    async discard(id) {
      await rm(file(id), { force: true });
      await rm(owner(id), { force: true });
    },
  };
}
