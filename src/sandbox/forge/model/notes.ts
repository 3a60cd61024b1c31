// Comments on merge requests, and GitLab's own remarks between them.

import { notePayload } from '../../gitlab/hooks/payloads.ts';
import { perform, quickActions, type Outcome } from './quick-actions.ts';
import { newDiscussion, touch } from './remarks.ts';
import type { MergeRequest, Note, Position, Project, User } from './state.ts';
import type { World } from './world.ts';

export interface NewNote {
  readonly body: string;
  readonly author: User;
  readonly position?: Position | null;
  /** The thread to answer in. */
  readonly discussion?: string;
  readonly thread?: boolean;
  readonly internal?: boolean;
  /** The head that the author saw, which `/merge` needs. */
  readonly sawHead?: string | null;
  readonly createdAt?: string;
}

export type Noted =
  | { readonly kind: 'note'; readonly note: Note }
  /** Nothing was left to say after the quick actions. */
  | { readonly kind: 'commands'; readonly outcome: Outcome };

/** Adds a comment, executing and taking out quick actions as GitLab does. */
export async function addNote(
  world: World,
  { project, mr }: { project: Project; mr: MergeRequest },
  given: NewNote,
): Promise<Noted> {
  const { body, commands } = quickActions(given.body);
  const outcome = await perform(
    world,
    { project, mr, user: given.author },
    { commands, sawHead: given.sawHead ?? null },
  );
  if (body.trim() === '' && commands.length > 0) return { kind: 'commands', outcome };
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
    body,
    updatedAt: at,
    resolvedBy: null,
  };
  mr.notes.push(note);
  touch(world, { project, mr });
  world.announce(project, 'note', notePayload(world, { project, mr, note, action: 'create' }));
  world.store.save(project);
  return { kind: 'note', note };
}

/** Rewrites a comment. Quick actions in the new text are executed too, as GitLab does. */
export async function editNote(
  world: World,
  { project, mr, user }: { project: Project; mr: MergeRequest; user: User },
  { note, text }: { note: Note; text: string },
): Promise<void> {
  const { body, commands } = quickActions(text);
  await perform(world, { project, mr, user }, { commands, sawHead: null });
  Object.assign(note, { body, updatedAt: world.now().toISOString() });
  touch(world, { project, mr });
  world.announce(project, 'note', notePayload(world, { project, mr, note, action: 'update' }));
  world.store.save(project);
}
