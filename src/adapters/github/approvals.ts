// Reviews: who approved what, as it stands now.

import { recordOf, textIn } from '../forge/answer.ts';
import type { Approval, Sha } from '../../ports/forge.ts';
import { orNull } from '../forge/mishap.ts';
import { reviewFrom } from './answers.ts';
import type { Project } from './octokit.ts';

/** A later word of the same person takes the place of an earlier one; a mere comment is none. */
const WORDS = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'];

/** GitHub lets nobody approve a pull request of their own. */
export async function approvals(project: Project, number: number): Promise<readonly Approval[]> {
  const { paginate, rest } = await project.octokit();
  const asked = { ...project.at, pull_number: number, per_page: 100 };
  const words = ((await orNull(() => paginate(rest.pulls.listReviews, asked))) ?? [])
    .map(reviewFrom)
    .filter(({ state }) => WORDS.includes(state));
  const standing = words.filter(
    ({ by, state }, index) =>
      state === 'APPROVED' && !words.slice(index + 1).some((later) => later.by === by),
  );
  const found: Approval[] = [];
  for (const { by, commit } of standing) {
    if (by === null || commit === null) continue;
    found.push({ by, commit: commit as Sha, member: await mayPush(project, by) });
  }
  return found;
}

/** https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user */
async function mayPush({ octokit, at }: Project, username: string): Promise<boolean> {
  const { rest } = await octokit();
  const answer = await orNull(() => rest.repos.getCollaboratorPermissionLevel({ ...at, username }));
  if (answer === null) return false;
  // It says `write` for those who maintain, and `read` for those who triage.
  return ['admin', 'write'].includes(textIn(recordOf(answer.data), 'permission'));
}
