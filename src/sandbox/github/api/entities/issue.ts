// The issue that every pull request is, as GitHub's JSON shows it.

import { apiOf, pullAddresses } from './addresses.ts';
import { association } from './association.ts';
import type { Pull } from './in-project.ts';
import { labelJson } from './label.ts';
import { nodeId } from './node-id.ts';
import { simpleUser, userById } from './people.ts';
import { reactionRollup } from './reactions.ts';
import { githubTime, githubTimeOrNull } from './time.ts';

/** With who closed it, which pull requests do not tell. */
export function issueJson(pull: Pull): Record<string, unknown> {
  return { ...issueBrief(pull), closed_by: userById(pull.world, closerOf(pull)) };
}

/** As webhooks carry it. */
export function issueBrief(pull: Pull): Record<string, unknown> {
  const { world, project, mr } = pull;
  const { api, page, issue } = pullAddresses(pull);
  const author = world.store.user(mr.authorId);
  return {
    url: issue,
    repository_url: apiOf(world, project),
    labels_url: `${issue}/labels{/name}`,
    comments_url: `${issue}/comments`,
    events_url: `${issue}/events`,
    html_url: page,
    id: mr.id,
    node_id: nodeId('PullRequest', mr.id),
    number: mr.iid,
    title: mr.title,
    user: simpleUser(world, author),
    labels: mr.labels.map((name) => labelJson(pull, name)),
    state: mr.state === 'opened' ? 'open' : 'closed',
    state_reason: null,
    locked: false,
    assignee: userById(world, mr.assigneeIds[0]),
    assignees: mr.assigneeIds.map((id) => userById(world, id)),
    milestone: null,
    comments: mr.notes.filter(({ system }) => !system).length,
    created_at: githubTime(mr.createdAt),
    updated_at: githubTime(mr.updatedAt),
    closed_at: githubTimeOrNull(mr.merged?.at ?? mr.closed?.at),
    author_association: association(project, author),
    active_lock_reason: null,
    draft: mr.draft,
    pull_request: {
      url: api,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: githubTimeOrNull(mr.merged?.at),
    },
    body: mr.description === '' ? null : mr.description,
    reactions: reactionRollup(issue, mr.awards),
    timeline_url: `${issue}/timeline`,
    performed_via_github_app: null,
  };
}

function closerOf({ mr }: Pull): number | undefined {
  return mr.merged?.userId ?? mr.closed?.userId;
}
