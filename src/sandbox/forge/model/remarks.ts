// The forge's own remarks on a merge request, and when it was last touched.

import { createHash, randomUUID } from 'node:crypto';
import type { MergeRequest, Project, User } from './state.ts';
import type { World } from './world.ts';

/** A remark of the forge's own: `closed`, `added 1 commit`. */
export function systemNote(
  world: World,
  mr: MergeRequest,
  { author, body }: { author: User; body: string },
): void {
  const at = world.now().toISOString();
  mr.notes.push({
    id: world.store.nextId(),
    authorId: author.id,
    system: true,
    internal: false,
    createdAt: at,
    discussion: newDiscussion(),
    individual: true,
    position: null,
    awards: [],
    body,
    updatedAt: at,
    resolvedBy: null,
  });
}

export function touch(world: World, { project, mr }: { project: Project; mr: MergeRequest }): void {
  const at = world.now().toISOString();
  Object.assign(mr, { updatedAt: at });
  Object.assign(project, { lastActivityAt: at });
  world.changed(project);
}

/** The id of a thread that does not exist yet. */
export function newDiscussion(): string {
  return createHash('sha1').update(randomUUID()).digest('hex');
}
