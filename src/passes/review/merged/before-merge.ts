// What the default branch was before a merge.

import type { MergeRequest, Sha } from '../../../ports/forge.ts';
import type { LogEntry, Repository } from '../../../ports/repository.ts';

/**
 * Not where the branch began, since others may have merged in between. A merge, a squash and a fast-forward leave one
 * commit to start from; a rebase writes each of the branch's commits anew, and the merge commit is the last of them.
 */
export async function beforeMerge(
  repository: Pick<Repository, 'log' | 'mergeBase' | 'parent'>,
  { mergeCommit, head, base }: MergeRequest,
): Promise<Sha> {
  const forwarded = mergeCommit === null || mergeCommit === head;
  const before = forwarded ? base : await beforeCommit(repository, { mergeCommit, head });
  return before ?? (await repository.parent(head)) ?? head;
}

async function beforeCommit(
  repository: Pick<Repository, 'log' | 'mergeBase' | 'parent'>,
  { mergeCommit, head }: { readonly mergeCommit: Sha; readonly head: Sha },
): Promise<Sha | null> {
  const plain = await repository.parent(mergeCommit);
  const start = await repository.mergeBase(mergeCommit, head);
  if (start === null || start === head) return plain;
  const own = await repository.log(start, head);
  if (own.length < 2) return plain;
  const landed = new Map(
    (await repository.log(start, mergeCommit)).map((entry) => [entry.sha, entry]),
  );
  let at: Sha | null = mergeCommit;
  for (const commit of own) {
    const copy: LogEntry | undefined = at === null ? undefined : landed.get(at);
    if (at === null || copy === undefined || !sameCommit(commit, copy)) return plain;
    at = await repository.parent(at);
  }
  return at;
}

/** A rebase keeps author and message, and changes the rest. */
function sameCommit(a: LogEntry, b: LogEntry): boolean {
  return a.authorEmail === b.authorEmail && a.message.trim() === b.message.trim();
}
