// Paths of an image as seen from its own root, however its links point.

import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';

/** The parts of a path, with `.` and `..` worked out below the root; null when it climbs out. */
export function parts(path: string): readonly string[] | null {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.pop() === undefined) return null;
  }
  return kept;
}

/** Where a path really lies below `root` when every link on the way is followed as if `root` were `/`. */
export async function inside(root: string, path: string): Promise<string> {
  let todo = path.split('/').filter((part) => part !== '' && part !== '.');
  let at: string[] = [];
  for (let links = 0; todo.length > 0;) {
    const [head = '', ...rest] = todo;
    todo = rest;
    if (head === '..') {
      at = at.slice(0, -1);
      continue;
    }
    const target = await linkAt(join(root, ...at, head));
    if (target === null) {
      at = [...at, head];
      continue;
    }
    links += 1;
    if (links > 40) throw new Error(`too many links in ${path}`);
    if (target.startsWith('/')) at = [];
    todo = [...target.split('/').filter((part) => part !== '' && part !== '.'), ...todo];
  }
  return join(root, ...at);
}

/** A link's target rewritten so that it stays below `root` also for programs that see the whole disk. */
export function containedTarget(root: string, link: string, target: string): string {
  const from = `/${relative(root, dirname(link))}`;
  const to = posix.resolve(from, target);
  return posix.relative(from, to) || '.';
}

async function linkAt(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  return found?.isSymbolicLink() ? readlink(path) : null;
}
