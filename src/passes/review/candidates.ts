// The merge queue's own commits: the forge merges them only once our statuses on them have passed.

import type { Condition } from '../../plan/comment/review.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import type { Outside } from '../outside.ts';
import { judge } from './judge.ts';
import { setStatuses } from './publish.ts';

/**
 * Says of each what it would do, and says it for good: a queue that waits for us stands still for everybody. Nothing is
 * written on the merge request, nor pushed to a branch that is the forge's.
 */
export async function reviewCandidates(
  outside: Outside,
  mergeRequest: MergeRequest,
  signal: AbortSignal,
): Promise<void> {
  const candidates = await outside.forge.candidates(mergeRequest.number);
  if (candidates.length === 0) return;
  // The queue may have made them since the last fetch.
  await outside.repository.fetch();
  for (const head of candidates) {
    const condition = await judgeCandidate(outside, { mergeRequest, head }, signal);
    signal.throwIfAborted();
    await setStatuses(outside, mergeRequest, {
      review: { program: outside.program.name, head, condition },
      decided: true,
    });
  }
}

/** Whoever put it into the queue may push here, so it is planned in full wherever it came from. */
async function judgeCandidate(
  outside: Outside,
  { mergeRequest, head }: { readonly mergeRequest: MergeRequest; readonly head: Sha },
  signal: AbortSignal,
): Promise<Condition> {
  const queued = { ...mergeRequest, head };
  const { condition } = await judge(outside, queued, { trusted: true, mayPush: false }, signal);
  return condition;
}
