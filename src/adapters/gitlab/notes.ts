// What the bot says on merge requests: one comment that it rewrites, and notes that it says once.

import { listOf } from '../../ports/answer.ts';
import type { Acknowledgement } from '../../ports/forge.ts';
import { orNull } from '../../ports/mishap.ts';
import { noteFrom } from './answers.ts';
import type { Note } from './answers.ts';
import type { LoadClient } from './client.ts';
import { refuseQuickActions } from './quick-actions.ts';
import { sameText } from './same-text.ts';

export interface Notes {
  comment(number: number, markdown: string): Promise<void>;
  notify(number: number, key: string, markdown: string): Promise<void>;
  acknowledge(number: number, note: number, how: Acknowledgement): Promise<void>;
}

/** Names of GitLab's emoji. */
const REACTIONS = { seen: 'eyes', done: 'thumbsup', refused: 'confused' } as const;

const COMMENT = '<!-- runway:comment -->';

export function createNotes(
  client: LoadClient,
  project: string,
  self: () => Promise<string>,
): Notes {
  /** Ours by marker and author, oldest first: anybody may write the marker. */
  async function ours(number: number, marker: string): Promise<readonly Note[]> {
    const { notes } = await client();
    const [author, all] = await Promise.all([
      self(),
      notes.all(project, number, { sort: 'asc', orderBy: 'created_at', perPage: 100 }),
    ]);
    return listOf(all)
      .map(noteFrom)
      .filter((note) => note.author === author && note.body.trimStart().startsWith(marker))
      .sort((a, b) => a.id - b.id);
  }

  async function remove(number: number, note: Note): Promise<void> {
    const { notes } = await client();
    await orNull(() => notes.remove(project, number, note.id));
  }

  return {
    async comment(number, markdown) {
      const body = marked(COMMENT, markdown);
      const { notes } = await client();
      const [first, ...surplus] = await ours(number, COMMENT);
      for (const note of surplus) await remove(number, note);
      if (first === undefined) {
        await notes.create(project, number, body);
      } else if (!sameText(first.body, body)) {
        await notes.edit(project, number, first.id, { body });
      }
    },

    async notify(number, key, markdown) {
      const marker = `<!-- runway:note ${escapeKey(key)} -->`;
      const body = marked(marker, markdown);
      const { notes } = await client();
      const said = await ours(number, marker);
      if (said.length === 0) await notes.create(project, number, body);
    },

    /** GitLab answers 404 both for a note that is gone and for an emoji that we have given already. */
    async acknowledge(number, note, how) {
      const { reactions } = await client();
      await orNull(() => reactions.award(project, number, note, REACTIONS[how]));
    },
  };
}

function marked(marker: string, markdown: string): string {
  const text = markdown.startsWith(marker) ? markdown : `${marker}\n${markdown}`;
  return refuseQuickActions(text);
}

/** A key can then neither end the marker nor be the start of another. */
function escapeKey(key: string): string {
  return key.replaceAll(/[\s<>%]/g, encodeURIComponent);
}
