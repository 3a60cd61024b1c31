// What happened to a pull request, as GitHub lists it: https://docs.github.com/en/rest/issues/events

import type { MergeRequest } from '../../../forge/model/state.ts';
import { apiOf } from './addresses.ts';
import { performedVia } from './app.ts';
import type { Pull } from './in-project.ts';
import { nodeId } from './node-id.ts';
import { simpleUser } from './people.ts';
import { githubTime } from './time.ts';

export interface IssueEvent {
  readonly id: number;
  readonly event: 'closed' | 'reopened' | 'merged';
  readonly userId: number;
  readonly at: string;
}

/** What the forge notes by itself, in as many words; a merge closes as well. */
const TOLD: Readonly<Record<string, readonly IssueEvent['event'][]>> = {
  closed: ['closed'],
  reopened: ['reopened'],
  merged: ['merged', 'closed'],
};

/** Oldest first. */
export function eventsOf({ notes }: MergeRequest): readonly IssueEvent[] {
  return notes
    .filter(({ system }) => system)
    .flatMap(({ id, body, authorId: userId, createdAt: at }) =>
      (TOLD[body] ?? []).map((event) => ({ id, event, userId, at })),
    );
}

export function issueEventJson(
  { world, project, mr }: Pull,
  { id, event, userId, at }: IssueEvent,
): Record<string, unknown> {
  const actor = world.store.user(userId);
  const commit = event === 'merged' ? mr.mergeCommit : null;
  return {
    id,
    node_id: nodeId('IssueEvent', id),
    url: `${apiOf(world, project)}/issues/events/${id}`,
    actor: simpleUser(world, actor),
    event,
    commit_id: commit,
    commit_url: commit === null ? null : `${apiOf(world, project)}/commits/${commit}`,
    created_at: githubTime(at),
    performed_via_github_app: performedVia(world, actor),
  };
}
