// An open merge request: what merging it would do, on the merge result.

import type { Diagnostic } from '../../documents/document.ts';
import { targetsOf } from '../../documents/catalogue.ts';
import type { Condition, Review } from '../../plan/comment/review.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import type { Change } from '../../ports/repository.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import type { PassResult } from '../worker.ts';
import { affectedBy, concerned, isWide } from './affected.ts';
import { completeBranch } from './completion/complete-branch.ts';
import { problemsOf } from './problems.ts';
import { publish } from './publish.ts';
import { reviewTargets } from './review-targets.ts';

/** What is looked at: the default branch, the head, and what merging them gives. */
export interface Proposed {
  readonly mergeRequest: MergeRequest;
  readonly base: Sha;
  readonly head: Sha;
  readonly tree: string;
  readonly changes: readonly Change[];
  readonly targets: readonly Target[];
}

export async function reviewOpen(
  outside: Outside,
  mergeRequest: MergeRequest,
  signal: AbortSignal,
): Promise<PassResult> {
  const { head, condition } = await judge(outside, mergeRequest, signal);
  const review: Review = { head, condition };
  signal.throwIfAborted();
  await publish(outside, mergeRequest, review);
  return { again: null };
}

interface Judged {
  readonly head: Sha;
  readonly condition: Condition;
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
  const reviewed = await reviewTargets(outside, { proposed: completed, completion }, signal);
  return {
    head: completion.head,
    condition: { state: 'planned', draft: mergeRequest.draft, ...reviewed },
  };
}

/** The merge result and what it changes, or the paths in conflict. */
async function propose(
  outside: Outside,
  mergeRequest: MergeRequest,
  head: Sha,
): Promise<Proposed | string[]> {
  const { repository, settings } = outside;
  const base = await repository.head(settings.defaultBranch);
  if (base === null) throw new Error(`the branch ${settings.defaultBranch} does not exist`);
  const merged = await repository.mergeResult(base, head);
  if (merged.type === 'conflict') return [...merged.paths];
  const changes = await repository.changes(base, merged.tree);
  const targets = await concernedTargets(outside, { base, tree: merged.tree, changes });
  return { mergeRequest, base, head, tree: merged.tree, changes, targets };
}

/** Reads the whole repository only where an environment's or a workload's rules changed. */
export async function concernedTargets(
  outside: Pick<Outside, 'desired'>,
  { base, tree, changes }: { base: string; tree: string; changes: readonly Change[] },
): Promise<readonly Target[]> {
  const affected = affectedBy(changes);
  if (!isWide(affected)) return concerned(affected, []);
  const before = targetsOf(await outside.desired.catalogue(base));
  const after = targetsOf(await outside.desired.catalogue(tree));
  return concerned(affected, [...before, ...after]);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
