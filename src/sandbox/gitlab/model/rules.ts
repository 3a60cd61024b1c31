// What GitLab decides otherwise than other forges.

import type { GitWords, Rules } from '../../forge/model/rules.ts';
import { isDraft } from './draft.ts';
import { say } from './notes.ts';

const git: GitWords = {
  realm: 'GitLab',
  signIn:
    "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password.",
  notFound:
    "The project you were looking for could not be found or you don't have permission to view it.",
  mayNotPush: () => 'You are not allowed to push code to this project.',
  mayNotFetch: () => 'You are not allowed to download code from this project.',
  closed: 'GitLab: You are not allowed to push code to protected branches on this project.',
  deletes: 'GitLab: You can only delete protected branches using the web interface.',
  forced: 'GitLab: You are not allowed to force push code to a protected branch on this project.',
  invitation: 'To create a merge request for %s, visit:',
  newMergeRequest: (world, { path }) => `${world.url()}/${path}/-/merge_requests/new?source=`,
};

export const gitlabRules: Rules = {
  forge: 'GitLab',
  requests: 'refs/merge-requests',
  draftBy: isDraft,
  async comment(world, scene, given) {
    const noted = await say(world, scene, given);
    return noted.kind === 'note' ? noted.note : null;
  },
  bearer: (world, token) => world.store.root.users.find((user) => user.token === token) ?? null,
  obstacle: () => null,
  mergeMessage: ({ project, mr }) =>
    `Merge branch '${mr.source}' into '${mr.target}'\n\n${mr.title}\n\nSee merge request ${project.path}!${mr.iid}`,
  squashMessage: ({ mr }) => mr.title,
  git,
};
