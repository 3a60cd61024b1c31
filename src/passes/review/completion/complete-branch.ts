// Completes the releases of a merge request, and the versions of their secrets, in one small commit on its branch.

import type { Diagnostic } from '../../../documents/document.ts';
import { setPins } from '../../../documents/edit-pins.ts';
import { editRelease } from '../../../documents/edit-release.ts';
import type { Pins } from '../../../documents/pins.ts';
import { deploymentPath } from '../../../documents/target-documents.ts';
import type { Completion } from '../../../plan/comment/review.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Sha } from '../../../ports/forge.ts';
import { splitTarget, type Target } from '../../../resources/address.ts';
import type { Outside } from '../../outside.ts';
import type { Proposed } from '../proposed.ts';
import { complete, type Completed, type Draft } from './complete.ts';
import { completePins } from './complete-pins.ts';
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

/** What a target's file lacks. */
interface Missing {
  /** Null: the release is complete. */
  readonly release: Completed | null;
  readonly pins: Pins;
  /** As the comment names them. */
  readonly fields: readonly string[];
}

export async function completeBranch(
  outside: Outside,
  { proposed, mayPush }: { readonly proposed: Proposed; readonly mayPush: boolean },
  signal: AbortSignal,
): Promise<BranchCompletion> {
  const problems: Diagnostic[] = [];
  const notices = new Map<Target, readonly string[]>();
  const incomplete = new Map<Target, Missing>();
  const earlier = new Map<Target, Completion>();
  for (const target of changedReleases(proposed)) {
    const draft = await draftOf(outside, proposed, target);
    if (draft === null) continue;
    const result = await completed(outside, { proposed, draft }, signal);
    problems.push(...result.problems);
    notices.set(target, result.notices);
    if (result.missing.fields.length > 0) incomplete.set(target, result.missing);
    const completion = earlierCompletion(draft);
    if (completion !== null) earlier.set(target, completion);
  }
  const { head } = proposed;
  if (problems.length > 0 || incomplete.size === 0) {
    return { head, planned: head, problems, notices, completions: earlier };
  }
  const { completions, ...heads } = await write(outside, { proposed, mayPush }, incomplete);
  return { ...heads, problems, notices, completions: new Map([...earlier, ...completions]) };
}

/** The release first: its manifest says which secrets there are to be. */
async function completed(
  outside: Outside,
  { proposed, draft }: { readonly proposed: Proposed; readonly draft: Draft },
  signal: AbortSignal,
): Promise<{
  readonly missing: Missing;
  readonly problems: readonly Diagnostic[];
  readonly notices: readonly string[];
}> {
  const result = await complete(outside, draft, signal);
  if (result.type === 'impossible') {
    const missing = { release: null, pins: {}, fields: [] };
    return { missing, problems: result.diagnostics, notices: [] };
  }
  const release = result.type === 'incomplete' ? result.release : null;
  const documents = await outside.desired.target(proposed.tree, draft.target);
  const before = await outside.desired.target(proposed.base, draft.target);
  const asked = { documents, before, release };
  const { pins, problems, notices } = await completePins(outside, asked, signal);
  const fields = [
    ...(result.type === 'incomplete' ? result.fields : []),
    ...Object.keys(pins).map((name) => `secrets.${name}`),
  ];
  return {
    missing: { release, pins, fields },
    problems,
    notices: [...result.notices, ...notices],
  };
}

/** What was completed by a commit of ours that is on the branch already. */
function earlierCompletion({
  base,
  basePins,
  completed: own,
  deployment,
}: Draft): Completion | null {
  const written = releaseBlock(deployment.value);
  const ours = own.find(({ completes }) => completes);
  if (ours === undefined || !PARTS.every((part) => samePart(part, ours.block, written)))
    return null;
  const parts = PARTS.filter((part) => base === null || !samePart(part, base, written));
  const pins = Object.entries(deployment.value.secrets ?? {})
    .filter(([name, version]) => ours.pins[name] === version && basePins[name] !== version)
    .map(([name]) => `secrets.${name}`);
  const fields = [...parts, ...pins];
  return fields.length === 0 ? null : { type: 'pushed', commit: ours.sha, fields };
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
  incomplete: ReadonlyMap<Target, Missing>,
): Promise<Written> {
  const { mergeRequest, head } = proposed;
  const files = new Map<string, string>();
  for (const [target, { release, pins }] of incomplete) {
    const text = await outside.desired.text(head, deploymentPath(target));
    if (text === null) continue;
    const released = release === null ? text : editRelease(text, release);
    files.set(deploymentPath(target), setPins(released, pins));
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
    'Digest, commit and manifest as they belong to the version, and the newest versions of secrets.\n\n' +
    `${trailers}\n`
  );
}
