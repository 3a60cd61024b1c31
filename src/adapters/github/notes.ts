// Comments on pull requests, and reactions to them.

import type { Acknowledgement } from '../../ports/forge.ts';
import { orNull } from '../forge/mishap.ts';
import type { NoteKeeping } from '../forge/our-notes.ts';
import { noteFrom } from './answers.ts';
import type { Project } from './octokit.ts';

/** GitHub's names of emoji. */
const REACTIONS = { seen: 'eyes', done: '+1', refused: 'confused' } as const;

/** The same one again changes nothing, nor does one to a comment that is gone. */
export async function react(
  { octokit, at }: Project,
  note: number,
  how: Acknowledgement,
): Promise<void> {
  const { rest } = await octokit();
  const asked = { ...at, comment_id: note, content: REACTIONS[how] };
  await orNull(() => rest.reactions.createForIssueComment(asked));
}

export function noteKeeping(
  { octokit, at: where }: Project,
  self: () => Promise<string>,
): NoteKeeping {
  return {
    self,
    list: async (number) => {
      const { paginate, rest } = await octokit();
      const asked = { ...where, issue_number: number, per_page: 100 };
      return (await paginate(rest.issues.listComments, asked)).map(noteFrom);
    },
    create: async (number, body) => {
      const { rest } = await octokit();
      await rest.issues.createComment({ ...where, issue_number: number, body });
    },
    edit: async (_number, id, body) => {
      const { rest } = await octokit();
      await rest.issues.updateComment({ ...where, comment_id: id, body });
    },
    remove: async (_number, id) => {
      const { rest } = await octokit();
      await orNull(() => rest.issues.deleteComment({ ...where, comment_id: id }));
    },
  };
}
