// Puts a review where people see it: a comment, and statuses beside its commit.

import { renderComment, renderDetails } from '../../plan/comment/render.ts';
import type { Problem, Review } from '../../plan/comment/review.ts';
import { approvalStatus, planStatus } from '../../plan/status.ts';
import type { CommitStatus, MergeRequest, Remark, Sha } from '../../ports/forge.ts';
import type { Change } from '../../ports/repository.ts';
import type { Outside } from '../outside.ts';
import { worthAWord } from './worth-a-word.ts';

/** What there is to say, and the files that it is about where that is known. */
interface Said extends Review {
  readonly changes?: readonly Change[];
}

/** Unchanged text and statuses are not sent again. */
export async function publish(
  outside: Outside,
  mergeRequest: MergeRequest,
  { changes = [], ...said }: Said,
): Promise<void> {
  const { forge, program } = outside;
  const review = { ...said, program: program.name };
  const text = renderComment(review, forge.commentLimit);
  if (worthAWord(program, review.condition, changes)) {
    await forge.comment(mergeRequest.number, text);
  } else await forge.recomment(mergeRequest.number, text);
  if (mergeRequest.state === 'closed') return;
  await setStatuses(outside, mergeRequest, { review, decided: false });
}

/** A merge request that was turned to another branch after we had spoken: what was said of it is true no more. */
export async function takeBack(outside: Outside, mergeRequest: MergeRequest): Promise<void> {
  const { forge, program, settings } = outside;
  const { head, target } = mergeRequest;
  const condition = { state: 'elsewhere', target, deployed: settings.defaultBranch } as const;
  const review: Review = { program: program.name, head, condition };
  const spoken = await forge.recomment(
    mergeRequest.number,
    renderComment(review, forge.commentLimit),
  );
  if (spoken && mergeRequest.state === 'open')
    await setStatuses(outside, mergeRequest, { review, decided: false });
}

/** All of the program's, on the review's head. `decided`: what is not passed has failed, since nobody will come back to it. */
export async function setStatuses(
  { forge, program }: Outside,
  mergeRequest: MergeRequest,
  { review, decided }: { readonly review: Review; readonly decided: boolean },
): Promise<void> {
  const plan = { ...planStatus(review), ...planDetails(review, forge.commentLimit) };
  const told = program.ships
    ? [
        { context: 'runway/plan', ...plan },
        { context: 'runway/approval', ...approvalStatus(review), details: '', remarks: [] },
      ]
    : [{ context: 'runway/provision', ...plan }];
  for (const { state, ...status } of told) {
    const said = decided && state === 'pending' ? 'failed' : state;
    const { url } = mergeRequest;
    await forge.status(review.head as Sha, mergeRequest, { ...status, state: said, url });
  }
}

function planDetails(review: Review, limit: number): Pick<CommitStatus, 'details' | 'remarks'> {
  const { condition } = review;
  const problems = condition.state === 'invalid' ? condition.problems : [];
  return { details: renderDetails(review, limit), remarks: problems.map(remarkOf) };
}

function remarkOf({ at, severity, summary, hint }: Problem): Remark {
  const { path, line, column } = at;
  return { path, line, column, severity, message: plain(`${summary}\n${hint}`.trim()) };
}

/** Our messages quote with backticks, which nobody makes code of at a line. */
function plain(message: string): string {
  return message.replaceAll('`', '');
}
