// Comments on merge requests.

import { levels } from '../../../forge/model/access.ts';
import { badParameter, forbidden, notFound } from '../refusal.ts';
import type { MergeRequest, Note } from '../../../forge/model/state.ts';
import { rewrite, say, type Noted } from '../../model/notes.ts';
import type { Api, Call } from '../call.ts';
import { noteJson } from '../entities/note.ts';
import { theMergeRequest } from './merge-requests.ts';
import { paged } from '../paging.ts';

/** GitLab's own limit, in characters. */
const NOTE_LIMIT = 1_000_000;

export function noteRoutes(api: Api): void {
  api.project('GET', '/merge_requests/:iid/notes', levels.reporter, list);
  api.project('GET', '/merge_requests/:iid/notes/:note_id', levels.reporter, (call) => {
    const mr = theMergeRequest(call);
    return noteJson(call.world, { ...call, mr }, theNote(call, mr));
  });
  api.project('POST', '/merge_requests/:iid/notes', levels.reporter, async (call) => {
    const { input, world, user, project } = call;
    const mr = theMergeRequest(call);
    const noted = await say(
      world,
      { project, mr },
      {
        body: bodyOf(call),
        author: user,
        internal: input.flag('internal') ?? false,
        sawHead: input.text('merge_request_diff_head_sha') ?? null,
        ...(call.level >= levels.owner && input.has('created_at')
          ? { createdAt: input.text('created_at') ?? '' }
          : {}),
      },
    );
    return answer(call, mr, noted);
  });
  api.project('PUT', '/merge_requests/:iid/notes/:note_id', levels.reporter, async (call) => {
    const mr = theMergeRequest(call);
    const note = theNote(call, mr);
    requireOwner(call, note);
    const { world, project, user } = call;
    await rewrite(world, { project, mr, user }, { note, text: bodyOf(call) });
    return noteJson(world, { project, mr }, note);
  });
  api.project('DELETE', '/merge_requests/:iid/notes/:note_id', levels.reporter, (call) => {
    const mr = theMergeRequest(call);
    removeNote(call, mr, theNote(call, mr));
  });
}

function list(call: Call): unknown {
  const { input, world } = call;
  const mr = theMergeRequest(call);
  const by = input.oneOf('order_by', ['created_at', 'updated_at'] as const) ?? 'created_at';
  const direction = input.oneOf('sort', ['asc', 'desc'] as const) ?? 'desc';
  const worth = (note: Note): string => (by === 'created_at' ? note.createdAt : note.updatedAt);
  const sorted = mr.notes.toSorted((a, b) =>
    worth(a) < worth(b) ? -1 : worth(a) > worth(b) ? 1 : a.id - b.id,
  );
  const wanted = direction === 'asc' ? sorted : sorted.reverse();
  return paged(call, wanted).map((note) => noteJson(world, { ...call, mr }, note));
}

export function theNote({ input }: Call, mr: MergeRequest): Note {
  const found = mr.notes.find(({ id }) => String(id) === input.text('note_id'));
  if (found === undefined) throw notFound('Note');
  return found;
}

export function bodyOf({ input }: Call): string {
  input.require('body');
  const body = input.text('body') ?? '';
  if (body.trim() === '') throw badParameter('body is empty');
  if (body.length > NOTE_LIMIT)
    throw badParameter(`body is too long (maximum is ${NOTE_LIMIT} characters)`);
  return body;
}

/** A note as made, or GitLab's 202 when it was commands only. */
export function answer(call: Call, mr: MergeRequest, noted: Noted): unknown {
  if (noted.kind === 'commands') {
    void call.reply.code(202);
    return { commands_changes: noted.outcome.changes, summary: noted.outcome.summary };
  }
  void call.reply.code(201);
  return noteJson(call.world, { ...call, mr }, noted.note);
}

/** Authors and maintainers may change a note; nobody changes GitLab's own. */
export function requireOwner({ user, level }: Call, note: Note): void {
  if (note.system || (note.authorId !== user.id && level < levels.maintainer)) throw forbidden();
}

export function removeNote(call: Call, mr: MergeRequest, note: Note): void {
  requireOwner(call, note);
  mr.notes = mr.notes.filter((other) => other !== note);
  call.world.store.save(call.project);
  call.world.changed(call.project);
  void call.reply.code(204);
}
