// Threads on merge requests, also on lines of the difference.

import { levels } from '../../../forge/model/access.ts';
import { badParameter, notFound } from '../refusal.ts';
import type { MergeRequest, Position } from '../../../forge/model/state.ts';
import { rewrite, say } from '../../model/notes.ts';
import type { Api, Call } from '../call.ts';
import { discussionJson, discussionsJson, noteJson } from '../entities/note.ts';
import type { Input } from '../input.ts';
import { theMergeRequest } from './merge-requests.ts';
import { answer, bodyOf, removeNote, requireOwner, theNote } from './notes.ts';
import { paged } from '../paging.ts';

const base = '/merge_requests/:iid/discussions';

export function discussionRoutes(api: Api): void {
  api.project('GET', base, levels.reporter, (call) =>
    paged(call, discussionsJson(call.world, { ...call, mr: theMergeRequest(call) })),
  );
  api.project('GET', `${base}/:discussion_id`, levels.reporter, (call) => {
    const mr = theMergeRequest(call);
    return discussionJson(call.world, { ...call, mr }, thread(call, mr));
  });
  api.project('POST', base, levels.reporter, start);
  api.project('PUT', `${base}/:discussion_id`, levels.developer, resolve);
  api.project('POST', `${base}/:discussion_id/notes`, levels.reporter, async (call) => {
    const mr = theMergeRequest(call);
    const discussion = thread(call, mr);
    const { world, project, user } = call;
    const noted = await say(
      world,
      { project, mr },
      { body: bodyOf(call), author: user, discussion },
    );
    return answer(call, mr, noted);
  });
  api.project('PUT', `${base}/:discussion_id/notes/:note_id`, levels.reporter, async (call) => {
    const mr = theMergeRequest(call);
    const note = theNote(call, mr);
    const { world, project, user, input } = call;
    const resolved = input.flag('resolved');
    if (resolved !== undefined) note.resolvedBy = resolved ? user.id : null;
    if (input.has('body')) {
      requireOwner(call, note);
      await rewrite(world, { project, mr, user }, { note, text: bodyOf(call) });
    }
    world.store.save(project);
    return noteJson(world, { project, mr }, note);
  });
  api.project('DELETE', `${base}/:discussion_id/notes/:note_id`, levels.reporter, (call) => {
    const mr = theMergeRequest(call);
    removeNote(call, mr, theNote(call, mr));
  });
}

async function start(call: Call): Promise<unknown> {
  const { input, world, project, user } = call;
  const mr = theMergeRequest(call);
  const given = input.object('position');
  const noted = await say(
    world,
    { project, mr },
    {
      body: bodyOf(call),
      author: user,
      thread: true,
      position: given === null ? null : positionOf(given),
    },
  );
  if (noted.kind === 'commands') return answer(call, mr, noted);
  void call.reply.code(201);
  return discussionJson(world, { project, mr }, noted.note.discussion);
}

function resolve(call: Call): unknown {
  const { input, world, project, user } = call;
  input.require('resolved');
  const mr = theMergeRequest(call);
  const id = thread(call, mr);
  for (const note of mr.notes.filter(({ discussion }) => discussion === id)) {
    note.resolvedBy = input.flag('resolved') === true ? user.id : null;
  }
  world.store.save(project);
  world.changed(project);
  return discussionJson(world, { project, mr }, id);
}

function thread({ input }: Call, mr: MergeRequest): string {
  const id = input.text('discussion_id') ?? '';
  if (!mr.notes.some(({ discussion }) => discussion === id)) throw notFound('Discussion');
  return id;
}

function positionOf(given: Input): Position {
  for (const name of ['base_sha', 'start_sha', 'head_sha', 'position_type']) {
    if (!given.has(name)) throw badParameter(`position[${name}] is missing`);
  }
  return {
    base_sha: given.text('base_sha') ?? null,
    start_sha: given.text('start_sha') ?? null,
    head_sha: given.text('head_sha') ?? null,
    position_type: given.text('position_type') ?? 'text',
    old_path: given.text('old_path') ?? given.text('new_path') ?? null,
    new_path: given.text('new_path') ?? given.text('old_path') ?? null,
    old_line: given.integer('old_line') ?? null,
    new_line: given.integer('new_line') ?? null,
  };
}
