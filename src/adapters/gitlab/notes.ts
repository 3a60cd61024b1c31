// Notes on merge requests, and reactions to them.

import { listOf } from '../forge/answer.ts';
import type { Forge } from '../../ports/forge.ts';
import { orNull } from '../forge/mishap.ts';
import { createNotes, type NoteKeeping } from '../forge/our-notes.ts';
import { noteFrom } from './answers.ts';
import type { LoadClient } from './client.ts';
import { refuseQuickActions } from './quick-actions.ts';

export type Notes = Pick<Forge, 'comment' | 'recomment' | 'notify' | 'acknowledge'>;

/** Names of GitLab's emoji. */
const REACTIONS = { seen: 'eyes', done: 'thumbsup', refused: 'confused' } as const;

export function createGitLabNotes(
  client: LoadClient,
  project: string,
  self: () => Promise<string>,
): Notes {
  const notes = createNotes(keeping(client, project, self));
  return {
    comment: async (number, markdown) => notes.comment(number, refuseQuickActions(markdown)),
    recomment: async (number, markdown) => notes.recomment(number, refuseQuickActions(markdown)),
    notify: async (number, key, markdown) =>
      notes.notify(number, key, refuseQuickActions(markdown)),
    /** GitLab answers 404 both for a note that is gone and for an emoji that we have given already. */
    async acknowledge(number, note, how) {
      const { reactions } = await client();
      await orNull(() => reactions.award(project, number, note, REACTIONS[how]));
    },
  };
}

function keeping(client: LoadClient, project: string, self: () => Promise<string>): NoteKeeping {
  return {
    self,
    list: async (number) => {
      const { notes } = await client();
      const sorted = { sort: 'asc', orderBy: 'created_at', perPage: 100 } as const;
      return listOf(await notes.all(project, number, sorted)).map(noteFrom);
    },
    create: async (number, body) => (await client()).notes.create(project, number, body),
    edit: async (number, id, body) => (await client()).notes.edit(project, number, id, { body }),
    remove: async (number, id) => {
      const { notes } = await client();
      await orNull(() => notes.remove(project, number, id));
    },
  };
}
