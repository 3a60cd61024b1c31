// Merges two commits without a work tree.

import { attempt } from './run.ts';

export type MergeResult =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

/** What merging `theirs` into `ours` gives. */
export async function mergeTrees(
  repository: string,
  ours: string,
  theirs: string,
): Promise<MergeResult> {
  const ran = await attempt(repository, [
    'merge-tree',
    '--write-tree',
    '--name-only',
    '--no-messages',
    '-z',
    '--allow-unrelated-histories',
    ours,
    theirs,
  ]);
  const [tree = '', ...paths] = ran.out
    .toString()
    .split('\0')
    .filter((field) => field !== '');
  if (ran.code === 0) return { kind: 'clean', tree };
  if (ran.code === 1) return { kind: 'conflict', paths };
  throw new Error(`git merge-tree failed (${ran.code}): ${ran.err.trim()}`);
}
