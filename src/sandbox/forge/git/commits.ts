// Reads commits.

import { git } from './run.ts';

export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly title: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authoredAt: string;
  readonly committerName: string;
  readonly committerEmail: string;
  readonly committedAt: string;
}

const format = ['%H', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x1f');

export interface LogOptions {
  /** Revisions as git takes them: `main`, `a..b`. They come from us or are resolved shas. */
  readonly range: readonly string[];
  readonly path?: string;
  readonly skip?: number;
  readonly limit?: number;
  readonly flags?: readonly string[];
}

/** Newest first. */
export async function readCommits(repository: string, options: LogOptions): Promise<Commit[]> {
  const out = await git(repository, [
    'log',
    '-z',
    `--format=${format}`,
    ...(options.skip === undefined ? [] : [`--skip=${options.skip}`]),
    ...(options.limit === undefined ? [] : [`--max-count=${options.limit}`]),
    ...(options.flags ?? []),
    ...options.range,
    '--',
    ...(options.path === undefined ? [] : [options.path]),
  ]);
  return out
    .split('\0')
    .filter((record) => record.trim() !== '')
    .map(parse);
}

export async function readCommit(repository: string, sha: string): Promise<Commit> {
  const [commit] = await readCommits(repository, { range: [sha], limit: 1 });
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  return commit;
}

export async function countCommits(repository: string, range: string): Promise<number> {
  return Number(await git(repository, ['rev-list', '--count', range]));
}

/** Lines added and removed against the first parent. */
export async function readStats(
  repository: string,
  sha: string,
): Promise<{ additions: number; deletions: number }> {
  const out = await git(repository, [
    'diff-tree',
    '--root',
    '--numstat',
    '-r',
    '-m',
    '--first-parent',
    '--no-commit-id',
    sha,
  ]);
  const rows = out.split('\n').map((line) => line.split('\t'));
  const total = (column: number): number =>
    rows.reduce((sum, row) => sum + (Number(row[column]) || 0), 0);
  return { additions: total(0), deletions: total(1) };
}

function parse(record: string): Commit {
  const [sha = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', body = ''] =
    record.replace(/^\n/, '').split('\x1f');
  const message = body.replace(/\n$/, '');
  return {
    sha,
    parents: parents === '' ? [] : parents.split(' '),
    message,
    title: message.split('\n')[0] ?? '',
    authorName: an,
    authorEmail: ae,
    authoredAt: ad,
    committerName: cn,
    committerEmail: ce,
    committedAt: cd,
  };
}
