// What we read of GitHub's answers.

import {
  listOf,
  numberIn,
  optionalRecord,
  optionalText,
  recordOf,
  textIn,
  type Answer,
} from '../forge/answer.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import { nonsense } from '../forge/mishap.ts';
import type { Note } from '../forge/our-notes.ts';

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly completed: boolean;
  readonly externalId: string;
  readonly annotations: number;
  readonly suite: number;
}

export interface Review {
  /** User name; null when the user is gone. */
  readonly by: string | null;
  readonly state: string;
  readonly commit: string | null;
}

export interface Delivery {
  /** Larger than a number can hold. */
  readonly id: string;
  /** The same for every attempt of one. */
  readonly guid: string;
  readonly at: number;
  readonly arrived: boolean;
}

export interface TreeEntry {
  readonly path: string;
  readonly type: string;
  readonly mode: string;
  readonly sha: string;
  readonly bytes: number;
}

export function mergeRequestFrom(value: unknown): MergeRequest {
  const answer = recordOf(value);
  const [head, base] = [recordOf(answer['head']), recordOf(answer['base'])];
  const state = stateOf(answer);
  return {
    number: numberIn(answer, 'number'),
    title: textIn(answer, 'title'),
    description: optionalText(answer, 'body') ?? '',
    author: userIn(answer, 'user') ?? 'ghost',
    source: textIn(head, 'ref'),
    target: textIn(base, 'ref'),
    // A fork that was deleted is null.
    sameProject: optionalRecord(head, 'repo')['id'] === recordOf(base['repo'])['id'],
    head: textIn(head, 'sha') as Sha,
    // The `sha` of its base is where the target branch was some time ago.
    base: null,
    state,
    draft: answer['draft'] === true,
    mergeCommit: state === 'merged' ? mergeCommitOf(answer) : null,
    url: textIn(answer, 'html_url'),
    updatedAt: textIn(answer, 'updated_at'),
  };
}

/** The merge request went into its project's default branch. */
export function intoDefaultBranch(value: unknown): boolean {
  const base = recordOf(recordOf(value)['base']);
  return textIn(base, 'ref') === textIn(recordOf(base['repo']), 'default_branch');
}

export function noteFrom(value: unknown): Note {
  const answer = recordOf(value);
  return {
    id: numberIn(answer, 'id'),
    author: userIn(answer, 'user') ?? '',
    body: optionalText(answer, 'body') ?? '',
  };
}

export function checkRunFrom(value: unknown): CheckRun {
  const answer = recordOf(value);
  return {
    id: numberIn(answer, 'id'),
    name: textIn(answer, 'name'),
    completed: answer['status'] === 'completed',
    externalId: optionalText(answer, 'external_id') ?? '',
    annotations: numberIn(recordOf(answer['output']), 'annotations_count'),
    suite: numberIn(recordOf(answer['check_suite']), 'id'),
  };
}

export function reviewFrom(value: unknown): Review {
  const answer = recordOf(value);
  return {
    by: userIn(answer, 'user'),
    state: textIn(answer, 'state'),
    commit: optionalText(answer, 'commit_id'),
  };
}

export function deliveryFrom(value: unknown): Delivery {
  const answer = recordOf(value);
  const status = numberIn(answer, 'status_code');
  return {
    id: String(answer['id']),
    guid: textIn(answer, 'guid'),
    at: Date.parse(textIn(answer, 'delivered_at')),
    arrived: status >= 200 && status < 300,
  };
}

export function deploymentFrom(value: unknown): { id: number; commit: Sha; by: string | null } {
  const answer = recordOf(value);
  return {
    id: numberIn(answer, 'id'),
    commit: textIn(answer, 'sha') as Sha,
    by: userIn(answer, 'creator'),
  };
}

export function entriesIn(value: unknown): readonly TreeEntry[] {
  return listOf(recordOf(value)['tree'])
    .map(recordOf)
    .map((entry) => ({
      path: textIn(entry, 'path'),
      type: textIn(entry, 'type'),
      mode: textIn(entry, 'mode'),
      sha: textIn(entry, 'sha'),
      bytes: typeof entry['size'] === 'number' ? entry['size'] : 0,
    }));
}

/**
 * Of a pull request's events, oldest first. The issue that a pull request also is names who closed it, but reading issues
 * is another permission, and events are not: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
export function closerIn(events: readonly unknown[]): string | null {
  const known = events.map(recordOf);
  const last = known.findLast(({ event }) => event === 'closed' || event === 'reopened');
  const merged = known.some(({ event }) => event === 'merged');
  return merged || last?.['event'] !== 'closed' ? null : userIn(last, 'actor');
}

function userIn(answer: Answer, key: string): string | null {
  return optionalText(optionalRecord(answer, key), 'login');
}

function stateOf(answer: Answer): MergeRequest['state'] {
  if (optionalText(answer, 'merged_at') !== null) return 'merged';
  const state = textIn(answer, 'state');
  if (state !== 'open' && state !== 'closed') {
    throw nonsense('the state of a pull request is none that we know');
  }
  return state;
}

/** Before the merge it is what a merge would give. A head that was pushed to the target counts as merged without one. */
function mergeCommitOf(answer: Answer): Sha {
  const merge = optionalText(answer, 'merge_commit_sha');
  return (merge ?? textIn(recordOf(answer['head']), 'sha')) as Sha;
}
