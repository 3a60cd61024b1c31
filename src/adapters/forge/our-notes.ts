// What the bot says on merge requests: a comment of each program that it rewrites, and notes that it says once.

import type { Forge } from '../../ports/forge.ts';

export interface Note {
  readonly id: number;
  readonly author: string;
  readonly body: string;
}

/** How one forge keeps the notes of a merge request. */
export interface NoteKeeping {
  /** The user name that our own notes carry. */
  self(): Promise<string>;
  list(number: number): Promise<readonly Note[]>;
  create(number: number, body: string): Promise<unknown>;
  edit(number: number, id: number, body: string): Promise<unknown>;
  /** Being gone already is well. */
  remove(number: number, id: number): Promise<unknown>;
}

const COMMENT = '<!-- runway:comment -->';

export function createNotes(keeping: NoteKeeping): Pick<Forge, 'comment' | 'recomment' | 'notify'> {
  /** Ours by marker and author, oldest first: anybody may write the marker. */
  async function ours(number: number, marker: string): Promise<readonly Note[]> {
    const [author, all] = await Promise.all([keeping.self(), keeping.list(number)]);
    return all
      .filter((note) => note.author === author && note.body.trimStart().startsWith(marker))
      .sort((a, b) => a.id - b.id);
  }

  async function recomment(number: number, markdown: string): Promise<boolean> {
    const marker = markerOf(markdown);
    const body = marked(marker, markdown);
    const [first, ...surplus] = await ours(number, marker);
    for (const note of surplus) await keeping.remove(number, note.id);
    if (first === undefined) return false;
    if (!sameText(first.body, body)) await keeping.edit(number, first.id, body);
    return true;
  }

  return {
    recomment,

    async comment(number, markdown) {
      if (await recomment(number, markdown)) return;
      await keeping.create(number, marked(markerOf(markdown), markdown));
    },

    async notify(number, key, markdown) {
      const marker = `<!-- runway:note ${escapeKey(key)} -->`;
      const said = await ours(number, marker);
      if (said.length === 0) await keeping.create(number, marked(marker, markdown));
    },
  };
}

/** Whether a forge holds a text already, whatever it did to line ends and to white space at the ends. */
export function sameText(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

function normal(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}

/** The program's own, where the text begins with it. */
function markerOf(markdown: string): string {
  return /^<!-- runway:comment[a-z ]* -->/.exec(markdown)?.[0] ?? COMMENT;
}

function marked(marker: string, markdown: string): string {
  return markdown.startsWith(marker) ? markdown : `${marker}\n${markdown}`;
}

/** A key can then neither end the marker nor be the start of another. */
function escapeKey(key: string): string {
  return key.replaceAll(/[\s<>%]/g, encodeURIComponent);
}
