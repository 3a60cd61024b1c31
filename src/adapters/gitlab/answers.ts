// What we read of GitLab's answers.

import {
  listOf,
  numberIn,
  optionalRecord,
  optionalText,
  recordOf,
  textIn,
  type Answer,
} from '../forge/answer.ts';
import type { DeploymentRecord } from '../forge/deployment-record.ts';
import { nonsense } from '../forge/mishap.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import type { Note } from '../forge/our-notes.ts';

export interface StatusAnswer {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly summary: string;
  readonly url: string | null;
}

export interface EnvironmentAnswer {
  readonly id: number;
  readonly state: string;
  readonly url: string | null;
}

export interface DeploymentAnswer extends DeploymentRecord {
  /** User name; empty when the user is gone. */
  readonly by: string;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
}

const RECORDED: Readonly<Record<string, DeploymentRecord['state']>> = {
  running: 'running',
  success: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
};

/** Lists leave `diff_refs` out: then the base is null. */
export function mergeRequestFrom(value: unknown): MergeRequest {
  const answer = recordOf(value);
  const state = stateOf(answer);
  return {
    number: numberIn(answer, 'iid'),
    title: textIn(answer, 'title'),
    description: optionalText(answer, 'description') ?? '',
    author: userIn(answer, 'author') ?? 'ghost',
    source: textIn(answer, 'source_branch'),
    target: textIn(answer, 'target_branch'),
    sameProject: answer['source_project_id'] === answer['target_project_id'],
    head: textIn(answer, 'sha') as Sha,
    base: optionalText(optionalRecord(answer, 'diff_refs'), 'base_sha') as Sha | null,
    state,
    draft: answer['draft'] === true || answer['work_in_progress'] === true,
    mergeCommit: state === 'merged' ? mergeCommitOf(answer) : null,
    url: textIn(answer, 'web_url'),
    updatedAt: textIn(answer, 'updated_at'),
  };
}

/** Without a branch that has commits there is nothing to look at: the source branch was removed, or never had any. */
export function hasHead(value: unknown): boolean {
  return recordOf(value)['sha'] !== null;
}

export function noteFrom(value: unknown): Note {
  const answer = recordOf(value);
  return {
    id: numberIn(answer, 'id'),
    author: userIn(answer, 'author') ?? '',
    body: optionalText(answer, 'body') ?? '',
  };
}

export function statusFrom(value: unknown): StatusAnswer {
  const answer = recordOf(value);
  return {
    id: numberIn(answer, 'id'),
    name: textIn(answer, 'name'),
    state: textIn(answer, 'status'),
    summary: optionalText(answer, 'description') ?? '',
    url: optionalText(answer, 'target_url'),
  };
}

export function environmentFrom(value: unknown): EnvironmentAnswer {
  const answer = recordOf(value);
  return {
    id: numberIn(answer, 'id'),
    state: textIn(answer, 'state'),
    url: optionalText(answer, 'external_url'),
  };
}

export function deploymentFrom(value: unknown): DeploymentAnswer {
  const answer = recordOf(value);
  return {
    id: numberIn(answer, 'id'),
    commit: textIn(answer, 'sha') as Sha,
    state: RECORDED[textIn(answer, 'status')] ?? null,
    by: userIn(answer, 'user') ?? '',
  };
}

/** Files that stand for themselves; symlinks and submodules are left out. */
export function filesIn(value: unknown): readonly TreeEntry[] {
  return listOf(value)
    .map(recordOf)
    .filter((entry) => entry['type'] === 'blob' && String(entry['mode']).startsWith('100'))
    .map((entry) => ({ path: textIn(entry, 'path'), mode: textIn(entry, 'mode') }));
}

/** Who closed a merge request without merging it; null while it is open or merged, and when that user is gone. */
export function closerIn(value: unknown): string | null {
  const answer = recordOf(value);
  return stateOf(answer) === 'closed' ? userIn(answer, 'closed_by') : null;
}

function userIn(answer: Answer, key: string): string | null {
  return optionalText(optionalRecord(answer, key), 'username');
}

/** `locked` is open with a merge on its way. */
const STATES: ReadonlyMap<string, MergeRequest['state']> = new Map([
  ['opened', 'open'],
  ['locked', 'open'],
  ['merged', 'merged'],
  ['closed', 'closed'],
]);

function stateOf(answer: Answer): MergeRequest['state'] {
  const state = STATES.get(textIn(answer, 'state'));
  if (state === undefined) throw nonsense('the state of a merge request is none that we know');
  return state;
}

/** A merge commit stands before a squash beneath it; a fast-forward leaves neither, but the head itself. */
function mergeCommitOf(answer: Answer): Sha {
  const sha =
    optionalText(answer, 'merge_commit_sha') ??
    optionalText(answer, 'squash_commit_sha') ??
    textIn(answer, 'sha');
  return sha as Sha;
}
