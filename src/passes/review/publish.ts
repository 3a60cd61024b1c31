// Puts a review where people see it: one comment and two statuses.

import { renderComment } from '../../plan/comment/render.ts';
import type { Review } from '../../plan/comment/review.ts';
import { approvalStatus, planStatus } from '../../plan/status.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import type { Outside } from '../outside.ts';

/** Unchanged text and statuses are not sent again. */
export async function publish(
  outside: Outside,
  mergeRequest: MergeRequest,
  review: Review,
): Promise<void> {
  const { forge } = outside;
  await forge.comment(mergeRequest.number, renderComment(review, forge.commentLimit));
  if (mergeRequest.state === 'closed') return;
  for (const [context, status] of [
    ['runway/plan', planStatus(review)],
    ['runway/approval', approvalStatus(review)],
  ] as const) {
    await forge.status(review.head as Sha, mergeRequest, {
      context,
      ...status,
      url: mergeRequest.url,
      details: '',
      remarks: [],
    });
  }
}
