// Completes the releases of a merge request in one small commit on its branch.

import type { Diagnostic } from '../../../documents/document.ts';
import { editRelease } from '../../../documents/edit-release.ts';
import { deploymentPath } from '../../../documents/target-documents.ts';
import type { Completion } from '../../../plan/comment/review.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Sha } from '../../../ports/forge.ts';
import { splitTarget, type Target } from '../../../resources/address.ts';
import type { Outside } from '../../outside.ts';
import type { Proposed } from '../proposed.ts';
import { complete, type CompletionResult, type Draft } from './complete.ts';
import { draftOf } from './draft.ts';
import { PARTS, releaseBlock, samePart } from './release-block.ts';
import { COMPLETED_TRAILER } from './trailer.ts';

export interface BranchCompletion {
  /** The head of the branch after completing; the same when nothing was missing or could be pushed. */
  readonly head: Sha;
  /** What to plan: the head, or the head as it would be with what a person still has to write. */
  readonly planned: Sha;
  readonly problems: readonly Diagnostic[];
  readonly notices: ReadonlyMap<Target, readonly string[]>;
  readonly completions: ReadonlyMap<Target, Completion>;
}

type Incomplete = Extract<CompletionResult, { type: 'incomplete' }>;

export async function completeBranch(
  outside: Outside,
  { proposed, mayPush }: { readonly proposed: Proposed; readonly mayPush: boolean },
  signal: AbortSignal,
): Promise<BranchCompletion> {
  const results = new Map<Target, CompletionResult>();
  const earlier = new Map<Target, Completion>();
  for (const target of changedReleases(proposed)) {
    const draft = await draftOf(outside, proposed, target);
    if (draft === null) continue;
    results.set(target, await complete(outside, draft, signal));
    const completion = earlierCompletion(draft);
    if (completion !== null) earlier.set(target, completion);
  }
  const problems = [...results.values()].flatMap((result) =>
    result.type === 'impossible' ? result.diagnostics : [],
  );
  const notices = new Map(
    [...results].map(([target, result]) => [
      target,
      result.type === 'impossible' ? [] : result.notices,
    ]),
  );
  const incomplete = new Map(
    [...results].flatMap(([target, result]) =>
      result.type === 'incomplete' ? [[target, result] as const] : [],
    ),
  );
  if (problems.length > 0 || incomplete.size === 0) {
    const { head } = proposed;
    return { head, planned: head, problems, notices, completions: earlier };
  }
  const { completions, ...heads } = await write(outside, { proposed, mayPush }, incomplete);
  return { ...heads, problems, notices, completions: new Map([...earlier, ...completions]) };
}

/** What was completed by a commit of ours that is on the branch already. */
function earlierCompletion({ base, completed, deployment }: Draft): Completion | null {
  const written = releaseBlock(deployment.value);
  const own = completed.find(({ completes }) => completes);
  if (own === undefined || !PARTS.every((part) => samePart(part, own.block, written))) return null;
  const fields = PARTS.filter((part) => base === null || !samePart(part, base, written));
  return { type: 'pushed', commit: own.sha, fields };
}

/** Targets whose own file this merge request adds or changes. */
function changedReleases({ changes, targets }: Proposed): readonly Target[] {
  const changed = new Set(changes.flatMap(({ path, after }) => (after === null ? [] : path)));
  return targets.filter((target) => changed.has(deploymentPath(target)));
}

type Written = Pick<BranchCompletion, 'head' | 'planned' | 'completions'>;

async function write(
  outside: Outside,
  { proposed, mayPush }: { readonly proposed: Proposed; readonly mayPush: boolean },
  incomplete: ReadonlyMap<Target, Incomplete>,
): Promise<Written> {
  const { mergeRequest, head } = proposed;
  const files = new Map<string, string>();
  for (const [target, { release }] of incomplete) {
    const text = await outside.desired.text(head, deploymentPath(target));
    if (text !== null) files.set(deploymentPath(target), editRelease(text, release));
  }
  const draft = { parent: head, files, message: messageFor([...incomplete.keys()]) };
  const toWrite = async (because: string): Promise<Written> => ({
    head,
    planned: await outside.branches.draft(draft),
    completions: new Map(
      [...incomplete.keys()].map((target) => [target, textToWrite(target, files, because)]),
    ),
  });
  if (!mayPush) return toWrite('the branch belongs to another project');
  try {
    const branch = mergeRequest.source;
    const commit = await outside.branches.commit({ ...draft, branch, expected: head });
    const completions = new Map(
      [...incomplete].map(([target, { fields }]) => [
        target,
        { type: 'pushed', commit, fields } as const,
      ]),
    );
    return { head: commit, planned: commit, completions };
  } catch (error) {
    if (
      error instanceof Failure &&
      error.code === 'RUNWAY_GIT_REJECTED' &&
      error.retry === 'never'
    ) {
      return toWrite(error.message);
    }
    throw error;
  }
}

function textToWrite(
  target: Target,
  files: ReadonlyMap<string, string>,
  because: string,
): Completion {
  const path = deploymentPath(target);
  return { type: 'to write', path, yaml: files.get(path) ?? '', because };
}

function messageFor(targets: readonly Target[]): string {
  const [first = ''] = targets;
  const { environment, workload } = splitTarget(first as Target);
  const more = targets.length > 1 ? ` and ${targets.length - 1} more` : '';
  const trailers = targets.map((target) => `${COMPLETED_TRAILER}: ${target}`).join('\n');
  return (
    `chore(${environment}): complete the release of ${workload}${more}\n\n` +
    'Digest, commit and manifest as they belong to the version.\n\n' +
    `${trailers}\n`
  );
}
