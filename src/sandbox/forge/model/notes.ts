// Comments on merge requests.

import type { NoteChange } from './event.ts';
import { newDiscussion, touch } from './remarks.ts';
import type { MergeRequest, Note, Position, Project, User } from './state.ts';
import type { World } from './world.ts';

export interface NoteScene {
  readonly project: Project;
  readonly mr: MergeRequest;
}

export interface NewNote {
  readonly body: string;
  readonly author: User;
  readonly position?: Position | null;
  /** The thread to answer in. */
  readonly discussion?: string;
  readonly thread?: boolean;
  readonly internal?: boolean;
  /** The head that the author saw. */
  readonly sawHead?: string | null;
  readonly createdAt?: string;
}

/** Adds a comment word for word. */
export async function addNote(world: World, scene: NoteScene, given: NewNote): Promise<Note> {
  const at = given.createdAt ?? world.now().toISOString();
  const note: Note = {
    id: world.store.nextId(),
    authorId: given.author.id,
    system: false,
    internal: given.internal ?? false,
    createdAt: at,
    discussion: given.discussion ?? newDiscussion(),
    individual: given.discussion === undefined && given.thread !== true,
    position: given.position ?? null,
    awards: [],
    body: given.body,
    updatedAt: at,
    resolvedBy: null,
  };
  scene.mr.notes.push(note);
  await tell(world, { ...scene, user: given.author, note }, { what: 'added' });
  return note;
}

/** Rewrites a comment. `user` is who does it. */
export async function editNote(
  world: World,
  scene: NoteScene & { readonly user: User },
  { note, body }: { note: Note; body: string },
): Promise<void> {
  const before = note.body;
  Object.assign(note, { body, updatedAt: world.now().toISOString() });
  await tell(world, { ...scene, note }, { what: 'edited', before });
}

export async function removeNote(
  world: World,
  scene: NoteScene & { readonly user: User },
  note: Note,
): Promise<void> {
  const { mr } = scene;
  mr.notes = mr.notes.filter((other) => other !== note);
  await tell(world, { ...scene, note }, { what: 'deleted' });
}

async function tell(
  world: World,
  { project, mr, user, note }: NoteScene & { readonly user: User; readonly note: Note },
  change: NoteChange,
): Promise<void> {
  touch(world, { project, mr });
  await world.announce(project, { kind: 'note', user, mr, note, change });
  world.store.save(project);
}
