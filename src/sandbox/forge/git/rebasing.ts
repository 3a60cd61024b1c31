// Puts commits on top of another commit, one by one, without a work tree.

import { readCommits, type Commit } from './commits.ts';
import { mergeTrees } from './merging.ts';
import { git } from './run.ts';
import { writeCommit, type Person } from './trees.ts';

export interface Rebase {
  readonly base: string;
  readonly head: string;
  readonly onto: string;
  readonly committer: Person;
  readonly at: Date;
}

/** The last of the rewritten commits; null where one of them conflicts. Merge commits are left out. */
export async function rebase(repository: string, wish: Rebase): Promise<string | null> {
  const commits = await readCommits(repository, {
    range: [`${wish.base}..${wish.head}`],
    flags: ['--reverse', '--topo-order', '--no-merges'],
  });
  let tip = wish.onto;
  for (const commit of commits) {
    const next = await replay(repository, commit, { ...wish, onto: tip });
    if (next === null) return null;
    tip = next;
  }
  return tip;
}

async function replay(
  repository: string,
  commit: Commit,
  { onto, committer, at }: Rebase,
): Promise<string | null> {
  const parent = commit.parents[0];
  const author = { name: commit.authorName, email: commit.authorEmail };
  const rewritten = { message: commit.message, author, committer, at };
  const treeOf = (sha: string): Promise<string> => git(repository, ['rev-parse', `${sha}^{tree}`]);
  // Git then takes the commit's own parent for what both sides began with.
  const ours =
    parent === undefined
      ? onto
      : await writeCommit(repository, {
          ...rewritten,
          tree: await treeOf(onto),
          parents: [parent],
        });
  const merged = await mergeTrees(repository, ours, commit.sha);
  if (merged.kind === 'conflict') return null;
  return writeCommit(repository, {
    ...rewritten,
    authoredAt: new Date(commit.authoredAt),
    tree: merged.tree,
    parents: [onto],
  });
}
