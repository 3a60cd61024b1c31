// The documents as they lie in a work tree, for `runway validate`: the same list of files that Git would give.

import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { File } from '../../documents/document.ts';
import { byText } from '../../resources/text-order.ts';

const ROOTS = ['environments', 'inventory'];
/** Far above what a document may have; of a larger file only the size is told, and its bytes are left out. */
const LARGEST_READ = 4 * 1024 * 1024;

/**
 * All files below `inventory/` and `environments/` of `dir`, sorted by path, whether Git knows them or not. Symlinks
 * are told, never followed; a folder with a repository of its own is told as a submodule; sockets and the like
 * are no files to Git either. Waits for the disk: many thousand small files are read far quicker so.
 */
export function worktreeFiles(dir: string): readonly File[] {
  const files: File[] = [];
  for (const root of ROOTS) visit(dir, root, files);
  return files.sort((a, b) => byText(a.path, b.path));
}

function visit(dir: string, path: string, files: File[]): void {
  const full = join(dir, path);
  const found = look(full);
  if (found === null) return;
  if (found.isSymbolicLink()) {
    files.push(fileOf(path, '120000', readlinkSync(full, { encoding: 'buffer' })));
    return;
  }
  if (found.isFile()) {
    files.push(plainFile(path, full, found));
    return;
  }
  if (!found.isDirectory()) return;
  if (look(join(full, '.git')) !== null) {
    files.push({ path, mode: '160000', blob: '0'.repeat(40), size: 0, bytes: Buffer.of() });
    return;
  }
  for (const name of readdirSync(full).sort()) visit(dir, `${path}/${name}`, files);
}

function look(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function plainFile(path: string, full: string, found: Stats): File {
  const mode = (found.mode & 0o100) === 0 ? '100644' : '100755';
  if (found.size <= LARGEST_READ) return fileOf(path, mode, readFileSync(full));
  return { path, mode, blob: '0'.repeat(40), size: found.size, bytes: Buffer.of() };
}

function fileOf(path: string, mode: string, bytes: Buffer): File {
  return { path, mode, blob: blobId(bytes), size: bytes.length, bytes };
}

/** As git names a blob in a SHA-1 repository. */
function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
