// Real Git, asked once: what it says about objects never changes, and what has not moved need not be fetched.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sha } from '../../../src/ports/forge.ts';
import type { Repository } from '../../../src/ports/repository.ts';

export function quickly(
  repository: Repository,
  { bare, mirror }: { readonly bare: string; readonly mirror: string },
): Repository {
  const answers = new Map<string, Promise<unknown>>();
  let fetched = '';

  function once<A extends readonly unknown[], T>(
    name: string,
    ask: (...args: A) => Promise<T>,
  ): (...args: A) => Promise<T> {
    return (...args) => {
      const key = `${name} ${JSON.stringify(args)}`;
      const known = (answers.get(key) as Promise<T> | undefined) ?? ask(...args);
      answers.set(key, known);
      return known;
    };
  }

  return {
    async fetch() {
      const refs = refsIn(bare);
      if (refs === fetched) return;
      await repository.fetch();
      fetched = refs;
    },
    head(branch) {
      const key = `head ${branch} ${refsIn(mirror)}`;
      const known =
        (answers.get(key) as Promise<Sha | null> | undefined) ?? repository.head(branch);
      answers.set(key, known);
      return known;
    },
    mergeResult: once('mergeResult', repository.mergeResult),
    changes: once('changes', repository.changes),
    list: once('list', repository.list),
    entries: once('entries', repository.entries),
    read: once('read', repository.read),
    contains: once('contains', repository.contains),
    mergeBase: once('mergeBase', repository.mergeBase),
    parent: once('parent', repository.parent),
    lastChange: once('lastChange', repository.lastChange),
    log: once('log', repository.log),
  };
}

/** The tip of a branch of a bare repository, without asking Git. */
export function tipIn(bare: string, branch: string): Sha {
  return readFileSync(join(bare, 'refs/heads', branch), 'utf8').trim() as Sha;
}

function refsIn(git: string): string {
  const packed = join(git, 'packed-refs');
  const loose = readdirSync(join(git, 'refs'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return [...loose, ...(existsSync(packed) ? [packed] : [])]
    .map((file) => `${file} ${readFileSync(file, 'utf8')}`)
    .sort()
    .join('');
}
