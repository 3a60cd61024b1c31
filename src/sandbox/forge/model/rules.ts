// Where one forge decides otherwise than the other.

import type { NewNote, NoteScene } from './notes.ts';
import type { Note } from './state.ts';
import type { World } from './world.ts';

export interface Rules {
  readonly forge: 'GitLab' | 'GitHub';
  /** Whether a title alone makes a draft of a merge request; null where it says nothing about that. */
  draftBy(title: string): boolean | null;
  /** Adds a person's comment. Null when nothing was left to say once its commands were executed. */
  comment(world: World, scene: NoteScene, given: NewNote): Promise<Note | null>;
}
