// Reviews as GitHub's JSON shows them.

import type { Review } from '../../../forge/model/state.ts';
import { pullAddresses } from './addresses.ts';
import { association } from './association.ts';
import type { Pull } from './in-project.ts';
import { nodeId } from './node-id.ts';
import { simpleUser } from './people.ts';
import { githubTime } from './time.ts';

export function reviewJson(pull: Pull, review: Review): Record<string, unknown> {
  const { world, project } = pull;
  const { api, page } = pullAddresses(pull);
  const author = world.store.user(review.userId);
  const html = `${page}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: simpleUser(world, author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: api,
    author_association: association(project, author),
    _links: { html: { href: html }, pull_request: { href: api } },
    ...(review.submittedAt === null ? {} : { submitted_at: githubTime(review.submittedAt) }),
    commit_id: review.commit,
  };
}
