// The short note that notifies people, when something needs them now.

import type { Target } from '../../resources/address.ts';
import type { ProgramName } from '../../resources/program.ts';
import { link, type Markdown, mention, prose, text, trusted, withoutCommands } from './escape.ts';
import type { Link } from './review.ts';
import { list } from './words.ts';

export interface Note {
  /** Who failed or holds; left out: the reconciler. */
  readonly program?: ProgramName;
  readonly type: 'failed' | 'held';
  readonly target: Target;
  /** The version that was asked for; null for a removal. */
  readonly version: string | null;
  readonly reason: string;
  readonly hint: string;
  readonly restore: Link | null;
  /** Handles with `@`. What is not a plain handle is shown and notifies nobody. */
  readonly owners: readonly string[];
}

/** Three short paragraphs; everything else is in the comment. */
export function renderNote(note: Note): string {
  const what =
    note.version === null
      ? text(note.target)
      : trusted(`${text(note.version)} in ${text(note.target)}`);
  const opening: Readonly<Record<Note['type'], string>> = {
    failed:
      note.program === 'provisioner'
        ? `${what} could not be provisioned; Runway tries again by itself.`
        : `${what} failed and is on hold.`,
    held: `${what} is on hold; nothing was changed.`,
  };
  const owners = list([...new Set(note.owners)].map(mention));
  const parts = [
    `${owners === '' ? '' : `${owners}: `}**${opening[note.type]}** ${prose(note.reason)}`,
    note.hint === '' ? null : `**What to do:** ${prose(note.hint)}`,
    note.restore === null ? null : `${link(note.restore)} brings the last proven file back.`,
  ].filter((part): part is string => part !== null);
  return withoutCommands(trusted(parts.join('\n\n')) satisfies Markdown);
}
