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
    mergeResult: once('mergeResult', (target: Sha, source: Sha) =>
      repository.mergeResult(target, source),
    ),
    changes: once('changes', (before: string, after: string) => repository.changes(before, after)),
    list: once('list', (treeish: string) => repository.list(treeish)),
    entries: once('entries', (treeish: string, paths: readonly string[]) =>
      repository.entries(treeish, paths),
    ),
    read: once('read', (blobs: readonly string[]) => repository.read(blobs)),
    contains: once('contains', (commit: Sha, ancestor: Sha) =>
      repository.contains(commit, ancestor),
    ),
    mergeBase: once('mergeBase', (a: Sha, b: Sha) => repository.mergeBase(a, b)),
    parent: once('parent', (commit: Sha) => repository.parent(commit)),
    lastChange: once('lastChange', (commit: Sha, paths: readonly string[]) =>
      repository.lastChange(commit, paths),
    ),
    log: once('log', (from: Sha, to: Sha) => repository.log(from, to)),
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
