// Commit statuses as GitHub's JSON shows them.

import type { Status, StatusState } from '../../../forge/model/state.ts';
import { apiOf } from './addresses.ts';
import type { InProject } from './in-project.ts';
import { nodeId } from './node-id.ts';
import { avatarUrl, userById } from './people.ts';
import { githubTime } from './time.ts';

export const statusWords = ['error', 'failure', 'pending', 'success'] as const;
export type StatusWord = (typeof statusWords)[number];

/** How GitHub's words are remembered. */
export const remembered = {
  error: 'canceled',
  failure: 'failed',
  pending: 'pending',
  success: 'success',
} as const satisfies Readonly<Record<StatusWord, StatusState>>;

function statusWord({ state }: Status): StatusWord {
  return statusWords.find((word) => remembered[word] === state) ?? 'pending';
}

export function statusJson(at: InProject, status: Status): Record<string, unknown> {
  return { ...statusBrief(at, status), creator: userById(at.world, status.authorId) };
}

/** As a combined status lists it. */
export function statusBrief(
  { world, project }: InProject,
  status: Status,
): Record<string, unknown> {
  return {
    url: `${apiOf(world, project)}/statuses/${status.sha}`,
    avatar_url: avatarUrl(world, world.store.user(status.authorId)),
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: statusWord(status),
    description: status.description,
    target_url: status.targetUrl,
    context: status.name,
    created_at: githubTime(status.createdAt),
    updated_at: githubTime(status.finishedAt ?? status.createdAt),
  };
}

/** Of several contexts. https://docs.github.com/rest/commits/statuses#get-the-combined-status-for-a-specific-reference */
export function combined(statuses: readonly Status[]): StatusWord {
  const words = statuses.map(statusWord);
  if (words.includes('error') || words.includes('failure')) return 'failure';
  return words.length === 0 || words.includes('pending') ? 'pending' : 'success';
}
