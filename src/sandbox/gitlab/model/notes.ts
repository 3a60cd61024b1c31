// Comments with quick actions in them, which GitLab executes and takes out.

import { addNote, editNote, type NewNote, type NoteScene } from '../../forge/model/notes.ts';
import type { Note, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { perform, quickActions, type Outcome } from './quick-actions.ts';

export type Noted =
  | { readonly kind: 'note'; readonly note: Note }
  /** Nothing was left to say after the quick actions. */
  | { readonly kind: 'commands'; readonly outcome: Outcome };

export async function say(world: World, scene: NoteScene, given: NewNote): Promise<Noted> {
  const { body, commands } = quickActions(given.body);
  const outcome = await perform(
    world,
    { ...scene, user: given.author },
    { commands, sawHead: given.sawHead ?? null },
  );
  if (body.trim() === '' && commands.length > 0) return { kind: 'commands', outcome };
  return { kind: 'note', note: await addNote(world, scene, { ...given, body }) };
}

/** Quick actions in the new text are executed too. */
export async function rewrite(
  world: World,
  scene: NoteScene & { readonly user: User },
  { note, text }: { note: Note; text: string },
): Promise<void> {
  const { body, commands } = quickActions(text);
  await perform(world, scene, { commands, sawHead: null });
  await editNote(world, scene, { note, body });
}
