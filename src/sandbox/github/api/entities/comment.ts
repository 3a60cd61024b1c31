// Comments on pull requests as GitHub's JSON shows them.

import type { Note } from '../../../forge/model/state.ts';
import { apiOf, pullAddresses } from './addresses.ts';
import { performedVia } from './app.ts';
import { association } from './association.ts';
import type { Pull } from './in-project.ts';
import { nodeId } from './node-id.ts';
import { simpleUser } from './people.ts';
import { reactionRollup } from './reactions.ts';
import { githubTime } from './time.ts';

export function commentJson(pull: Pull, note: Note): Record<string, unknown> {
  const { world, project } = pull;
  const { page, issue } = pullAddresses(pull);
  const url = `${apiOf(world, project)}/issues/comments/${note.id}`;
  const author = world.store.user(note.authorId);
  return {
    url,
    html_url: `${page}#issuecomment-${note.id}`,
    issue_url: issue,
    id: note.id,
    node_id: nodeId('IssueComment', note.id),
    user: simpleUser(world, author),
    created_at: githubTime(note.createdAt),
    updated_at: githubTime(note.updatedAt),
    author_association: association(project, author),
    body: note.body,
    reactions: reactionRollup(url, note.awards),
    performed_via_github_app: performedVia(world, author),
  };
}
