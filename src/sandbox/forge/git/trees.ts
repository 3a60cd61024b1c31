// Files in commits: listing, reading, and writing a new tree.

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { attempt, git, gitBytes } from './run.ts';

export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly id: string;
  readonly path: string;
}

/** What to do with one path: a blob and its mode, or gone. */
export interface Edit {
  readonly path: string;
  readonly blob: { readonly id: string; readonly mode: string } | null;
}

/** Null when there is no such folder. An empty path is the root. */
export async function readTree(
  repository: string,
  commit: string,
  { path, recursive }: { path: string; recursive: boolean },
): Promise<TreeEntry[] | null> {
  const ran = await attempt(repository, [
    'ls-tree',
    '-z',
    ...(recursive ? ['-r', '-t'] : []),
    path === '' ? commit : `${commit}:${path}`,
  ]);
  if (ran.code !== 0) return null;
  const prefix = path === '' ? '' : `${path}/`;
  return ran.out
    .toString()
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => entry(line, prefix));
}

/** One path in a commit, or null. */
export async function findEntry(
  repository: string,
  commit: string,
  path: string,
): Promise<TreeEntry | null> {
  if (path === '') return null;
  const out = await git(repository, ['--literal-pathspecs', 'ls-tree', '-z', commit, '--', path]);
  const [line] = out.split('\0').filter((text) => text !== '');
  return line === undefined ? null : entry(line, '');
}

export function readBlob(repository: string, id: string): Promise<Buffer> {
  return gitBytes(repository, ['cat-file', 'blob', id]);
}

export async function writeBlob(repository: string, bytes: Buffer): Promise<string> {
  return git(repository, ['hash-object', '-w', '--stdin'], { input: bytes });
}

/** The tree of `base` (null: empty) with the edits made. */
export async function writeTree(
  repository: string,
  base: string | null,
  edits: readonly Edit[],
): Promise<string> {
  const index = join(repository, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await git(repository, base === null ? ['read-tree', '--empty'] : ['read-tree', base], { env });
    const lines = edits.map(({ path, blob }) =>
      blob === null ? `0 ${'0'.repeat(40)}\t${path}\0` : `${blob.mode} ${blob.id}\t${path}\0`,
    );
    await git(repository, ['update-index', '-z', '--add', '--replace', '--index-info'], {
      env,
      input: lines.join(''),
    });
    return await git(repository, ['write-tree'], { env });
  } finally {
    await rm(index, { force: true });
  }
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer?: Person;
  readonly at: Date;
  /** Default: at the same time. */
  readonly authoredAt?: Date;
}

export async function writeCommit(repository: string, commit: NewCommit): Promise<string> {
  const date = dateOf(commit.at);
  const committer = commit.committer ?? commit.author;
  return git(
    repository,
    ['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent])],
    {
      input: commit.message,
      env: {
        GIT_AUTHOR_NAME: commit.author.name,
        GIT_AUTHOR_EMAIL: commit.author.email,
        GIT_AUTHOR_DATE: dateOf(commit.authoredAt ?? commit.at),
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        GIT_COMMITTER_DATE: date,
      },
    },
  );
}

const dateOf = (at: Date): string => `${Math.floor(at.getTime() / 1000)} +0000`;

function entry(line: string, prefix: string): TreeEntry {
  const [meta = '', name = ''] = line.split('\t');
  const [mode = '', type = '', id = ''] = meta.split(' ');
  return { mode, type: type as TreeEntry['type'], id, path: prefix + name };
}
