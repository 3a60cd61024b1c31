// An open merge request: what merging it would do, on the merge result.

import type { Diagnostic } from '../../documents/document.ts';
import type { Condition, Review } from '../../plan/comment/review.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import type { Outside } from '../outside.ts';
import type { PassResult } from '../pass.ts';
import { completeBranch } from './completion/complete-branch.ts';
import { problemsOf } from './problems.ts';
import { propose } from './proposed.ts';
import { publish } from './publish.ts';
import { reviewTargets } from './review-targets.ts';

export async function reviewOpen(
  outside: Outside,
  mergeRequest: MergeRequest,
  signal: AbortSignal,
): Promise<PassResult> {
  const { head, condition, againMs } = await judge(outside, mergeRequest, signal);
  const review: Review = { head, condition };
  signal.throwIfAborted();
  await publish(outside, mergeRequest, review);
  const now = outside.clock.now().getTime();
  return { again: againMs === undefined ? null : new Date(now + againMs) };
}

interface Judged {
  readonly head: Sha;
  readonly condition: Condition;
  /** Not all of it could be looked at; in so many milliseconds perhaps. */
  readonly againMs?: number;
}

async function judge(
  outside: Outside,
  mergeRequest: MergeRequest,
  signal: AbortSignal,
): Promise<Judged> {
  const { head } = mergeRequest;
  const proposed = await propose(outside, mergeRequest, head);
  if (Array.isArray(proposed)) return { head, condition: { state: 'conflict', paths: proposed } };

  const problems = await problemsOf(outside, proposed);
  if (problems.some(isError)) return { head, condition: { state: 'invalid', problems } };

  const completion = await completeBranch(outside, proposed, signal);
  if (completion.problems.some(isError)) {
    return { head, condition: { state: 'invalid', problems: completion.problems } };
  }
  const completed =
    completion.planned === head
      ? proposed
      : await propose(outside, mergeRequest, completion.planned);
  if (Array.isArray(completed)) {
    return { head: completion.head, condition: { state: 'conflict', paths: completed } };
  }
  const { againMs, ...reviewed } = await reviewTargets(
    outside,
    { proposed: completed, completion },
    signal,
  );
  return {
    head: completion.head,
    condition: { state: 'planned', draft: mergeRequest.draft, ...reviewed },
    ...(againMs === null ? {} : { againMs }),
  };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
