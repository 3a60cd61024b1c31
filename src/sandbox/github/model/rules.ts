// What GitHub decides otherwise than other forges.

import { requiredState } from '../../forge/model/contexts.ts';
import { addNote } from '../../forge/model/notes.ts';
import type { GitWords, Rules } from '../../forge/model/rules.ts';

const git: GitWords = {
  realm: 'GitHub',
  signIn: 'Invalid username or token. Password authentication is not supported for Git operations.',
  notFound: 'Repository not found.',
  mayNotPush: ({ archived, path }, { username }) =>
    archived
      ? 'This repository was archived so it is read-only.'
      : `Permission to ${path}.git denied to ${username}.`,
  mayNotFetch: ({ path }, { username }) => `Permission to ${path}.git denied to ${username}.`,
  closed:
    'error: GH006: Protected branch update failed. Changes must be made through a pull request.',
  deletes: 'error: GH006: Protected branch update failed. Cannot delete a protected branch.',
  forced: 'error: GH006: Protected branch update failed. Cannot force-push to a protected branch.',
  invitation: "Create a pull request for '%s' on GitHub by visiting:",
  newMergeRequest: (world, { path }) => `${world.url()}/${path}/pull/new/`,
};

/** `bearer` knows the tokens of people and those of the App's installations. */
export function githubRules(bearer: Rules['bearer']): Rules {
  return {
    forge: 'GitHub',
    requests: 'refs/pull',
    // https://docs.github.com/en/pull-requests/collaborating-with-pull-requests: a title never does.
    draftBy: () => null,
    comment: addNote,
    bearer,
    obstacle(project, mr) {
      if (project.mergeQueue) return 'queue';
      const ready = requiredState(project, mr.target, mr.head) === 'success';
      return ready ? null : 'checks';
    },
    mergeMessage: ({ mr, source }) =>
      `Merge pull request #${mr.iid} from ${source.path.split('/')[0]}/${mr.source}\n\n${mr.title}`,
    squashMessage: ({ mr }) => `${mr.title} (#${mr.iid})`,
    git,
  };
}
