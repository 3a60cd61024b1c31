// What we read of GitLab's answers. Unknown members are ignored; a missing one that we rely on is nonsense.

import type { MergeRequest, Sha } from '../../ports/forge.ts';
import { nonsense } from './gitlab-error.ts';

type Answer = Readonly<Record<string, unknown>>;

export interface Note {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

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

export interface DeploymentAnswer {
  readonly id: number;
  readonly sha: string;
  readonly status: string;
  /** User name; empty when the user is gone. */
  readonly by: string;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
}

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
    base: baseOf(answer),
    state,
    draft: answer['draft'] === true || answer['work_in_progress'] === true,
    mergeCommit: state === 'merged' ? mergeCommitOf(answer) : null,
    closedBy: state === 'closed' ? userIn(answer, 'closed_by') : null,
    url: textIn(answer, 'web_url'),
    updatedAt: textIn(answer, 'updated_at'),
  };
}

/** Without a branch that has commits there is nothing to look at: the source branch was removed, or never had any. */
export function hasHead(value: unknown): boolean {
  return recordOf(value)['sha'] !== null;
}

export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw nonsense('a list was expected');
  return value;
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
    sha: textIn(answer, 'sha'),
    status: textIn(answer, 'status'),
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

export function recordOf(value: unknown): Answer {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw nonsense('an object was expected');
  }
  return value as Answer;
}

export function textIn(answer: Answer, key: string): string {
  const value = answer[key];
  if (typeof value !== 'string') throw nonsense(`the answer has no ${key}`);
  return value;
}

function numberIn(answer: Answer, key: string): number {
  const value = answer[key];
  if (typeof value !== 'number') throw nonsense(`the answer has no ${key}`);
  return value;
}

function optionalText(answer: Answer, key: string): string | null {
  const value = answer[key];
  return typeof value === 'string' ? value : null;
}

function userIn(answer: Answer, key: string): string | null {
  const user = answer[key];
  if (user === null || typeof user !== 'object') return null;
  const { username } = user as Answer;
  return typeof username === 'string' ? username : null;
}

/** `locked` is open with a merge on its way. */
function stateOf(answer: Answer): MergeRequest['state'] {
  const state = textIn(answer, 'state');
  return state === 'merged' || state === 'closed' ? state : 'open';
}

function baseOf(answer: Answer): Sha | null {
  const references = answer['diff_refs'];
  if (references === null || typeof references !== 'object') return null;
  return optionalText(references as Answer, 'base_sha') as Sha | null;
}

/** A merge commit stands before a squash beneath it; a fast-forward leaves neither, but the head itself. */
function mergeCommitOf(answer: Answer): Sha {
  const sha =
    optionalText(answer, 'merge_commit_sha') ??
    optionalText(answer, 'squash_commit_sha') ??
    textIn(answer, 'sha');
  return sha as Sha;
}
