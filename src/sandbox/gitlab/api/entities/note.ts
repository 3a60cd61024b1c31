// Notes, threads and reactions as GitLab's JSON shows them.

import type { Award, MergeRequest, Note, Project } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import { userBasic, userById } from './people.ts';

interface Place {
  readonly project: Project;
  readonly mr: MergeRequest;
}

export function noteJson(
  world: World,
  { project, mr }: Place,
  note: Note,
): Record<string, unknown> {
  const resolvable = !note.system && !note.individual;
  return {
    id: note.id,
    type: note.position === null ? (note.individual ? null : 'DiscussionNote') : 'DiffNote',
    body: note.body,
    author: userBasic(world, world.store.user(note.authorId)),
    created_at: note.createdAt,
    updated_at: note.updatedAt,
    system: note.system,
    noteable_id: mr.id,
    noteable_type: 'MergeRequest',
    project_id: project.id,
    ...(note.position === null ? {} : { commit_id: null, position: note.position }),
    resolvable,
    ...(resolvable
      ? {
          resolved: note.resolvedBy !== null,
          resolved_by: userById(world, note.resolvedBy ?? undefined),
          resolved_at: null,
        }
      : {}),
    confidential: note.internal,
    internal: note.internal,
    imported: false,
    imported_from: 'none',
    noteable_iid: mr.iid,
    commands_changes: {},
  };
}

/** The threads of a merge request in the order they began. */
export function discussionsJson(world: World, place: Place): Record<string, unknown>[] {
  const ids = [...new Set(place.mr.notes.map(({ discussion }) => discussion))];
  return ids.map((id) => discussionJson(world, place, id));
}

export function discussionJson(world: World, place: Place, id: string): Record<string, unknown> {
  const notes = place.mr.notes.filter(({ discussion }) => discussion === id);
  return {
    id,
    individual_note: notes[0]?.individual ?? true,
    notes: notes.map((note) => noteJson(world, place, note)),
  };
}

export function awardJson(
  world: World,
  award: Award,
  about: { type: string; id: number },
): Record<string, unknown> {
  return {
    id: award.id,
    name: award.name,
    user: userBasic(world, world.store.user(award.userId)),
    created_at: award.createdAt,
    updated_at: award.createdAt,
    awardable_id: about.id,
    awardable_type: about.type,
    url: null,
  };
}
