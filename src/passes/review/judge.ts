// What there is to say about an open merge request at one head: its mistakes, or its plan.

import type { Diagnostic } from '../../documents/document.ts';
import type { Condition } from '../../plan/comment/review.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import type { Change } from '../../ports/repository.ts';
import { missingAgainMs, soonest } from '../look-again.ts';
import type { Outside } from '../outside.ts';
import { completeBranch } from './completion/complete-branch.ts';
import { planFromFiles } from './files/from-files.ts';
import { listedElsewhere } from './files/listed-elsewhere.ts';
import { type LookedAt, lookAtTargets } from './look/look-at-targets.ts';
import { propose, type Proposed } from './proposed.ts';
import { refused } from './files/refused.ts';
import { reviewTargets } from './review-targets.ts';

export interface Judged {
  readonly head: Sha;
  readonly condition: Condition;
  /** What merging changes; left out on a conflict. */
  readonly changes?: readonly Change[];
  /** Not all of it was there or could be looked at; in so many milliseconds perhaps. */
  readonly againMs?: number;
}

/** How far the merge request is followed. */
export interface Trust {
  /** Whether it is planned with the bot's own rights, and not from its files alone. */
  readonly trusted: boolean;
  /** Whether what a release lacks is pushed to the branch. */
  readonly mayPush: boolean;
}

export async function judge(
  outside: Outside,
  mergeRequest: MergeRequest,
  { trusted, mayPush }: Trust,
  signal: AbortSignal,
): Promise<Judged> {
  const { head } = mergeRequest;
  const proposed = await propose(outside, mergeRequest, head);
  if (Array.isArray(proposed)) return { head, condition: { state: 'conflict', paths: proposed } };
  const { changes } = proposed;

  const problems = await outside.program.problemsOf(outside.desired, proposed);
  if (problems.some(isError)) {
    const more = outside.program.ships ? await listedElsewhere(outside, proposed) : [];
    return { head, condition: { state: 'invalid', problems: [...problems, ...more] } };
  }

  if (!trusted) return { head, changes, condition: await planFromFiles(outside, proposed, signal) };
  if (outside.program.ships) return plan(outside, { proposed, mayPush }, signal);
  return judged(outside, proposed, await lookAtTargets(outside, proposed, signal));
}

/** With all that is known outside: registries, service projects, what runs. */
async function plan(
  outside: Outside,
  { proposed, mayPush }: { readonly proposed: Proposed; readonly mayPush: boolean },
  signal: AbortSignal,
): Promise<Judged> {
  const { head, mergeRequest } = proposed;
  const completion = await completeBranch(outside, { proposed, mayPush }, signal);
  if (completion.problems.some(isError)) {
    const condition = { state: 'invalid', problems: completion.problems } as const;
    return { head, condition, againMs: missingMs(outside, mergeRequest) };
  }
  const completed =
    completion.planned === head
      ? proposed
      : await propose(outside, mergeRequest, completion.planned);
  if (Array.isArray(completed)) {
    return { head: completion.head, condition: { state: 'conflict', paths: completed } };
  }
  const problems = await refused(outside, completed);
  if (problems.length > 0)
    return { head: completion.head, condition: { state: 'invalid', problems } };
  const looked = await reviewTargets(outside, { proposed: completed, completion }, signal);
  return judged(outside, { ...completed, head: completion.head }, looked);
}

function judged(
  outside: Outside,
  { head, changes, mergeRequest }: Proposed,
  { againMs, ...looked }: LookedAt,
): Judged {
  const blocked = looked.targets.some((one) => one.gates.length + one.plan.foreign.length > 0);
  const next = soonest([againMs, blocked ? missingMs(outside, mergeRequest) : null]);
  return {
    head,
    changes,
    condition: { state: 'planned', draft: mergeRequest.draft, ...looked },
    ...(next === null ? {} : { againMs: next }),
  };
}

/** What stands in the way outside of Git is cleared there, and nothing tells of it. */
function missingMs({ clock }: Outside, { updatedAt }: MergeRequest): number {
  return missingAgainMs(clock.now().getTime() - Date.parse(updatedAt));
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
