// Comments on pull requests.

import { levels } from '../../../forge/model/access.ts';
import { addNote, editNote, removeNote } from '../../../forge/model/notes.ts';
import type { MergeRequest, Note } from '../../../forge/model/state.ts';
import type { Api, Call } from '../call.ts';
import { commentJson } from '../entities/comment.ts';
import { forbidden, notFound, validationFailed } from '../errors.ts';
import { paged } from '../paging.ts';
import { thePull } from '../pulls/the-pull.ts';
import { reader } from '../schema.ts';

/** GitHub's own limit, in characters. */
const LIMIT = 65_536;

export function commentRoutes(api: Api): void {
  api.repo('GET', '/issues/:number/comments', 'pull_requests', (call) => {
    const mr = thePull(call);
    const since = call.input.text('since') ?? '';
    const found = mr.notes.filter(({ system, updatedAt }) => !system && updatedAt >= since);
    return paged(call, found).map((note) => commentJson({ ...call, mr }, note));
  });
  api.repo('POST', '/issues/:number/comments', 'pull_requests', async (call) => {
    const { project, user, world } = call;
    const mr = thePull(call);
    const note = await addNote(world, { project, mr }, { body: bodyOf(call), author: user });
    void call.reply.code(201);
    return commentJson({ ...call, mr }, note);
  });
  api.repo('GET', '/issues/comments/:comment_id', 'pull_requests', (call) => {
    const { mr, note } = theComment(call);
    return commentJson({ ...call, mr }, note);
  });
  api.repo('PATCH', '/issues/comments/:comment_id', 'pull_requests', async (call) => {
    const { project, user, world } = call;
    const { mr, note } = theComment(call);
    requireHand(call, note);
    await editNote(world, { project, mr, user }, { note, body: bodyOf(call) });
    return commentJson({ ...call, mr }, note);
  });
  api.repo('DELETE', '/issues/comments/:comment_id', 'pull_requests', async (call) => {
    const { project, user, world } = call;
    const { mr, note } = theComment(call);
    requireHand(call, note);
    await removeNote(world, { project, mr, user }, note);
    void call.reply.code(204);
  });
}

/** With the pull request that it is on. */
export function theComment({ project, input }: Call): { mr: MergeRequest; note: Note } {
  const id = input.text('comment_id');
  for (const mr of project.mergeRequests) {
    const note = mr.notes.find((one) => String(one.id) === id && !one.system);
    if (note !== undefined) return { mr, note };
  }
  throw notFound();
}

/** One's own, or anybody's for who may push. */
function requireHand({ user, level }: Call, note: Note): void {
  if (note.authorId !== user.id && level < levels.developer) throw forbidden();
}

function bodyOf({ body }: Call): string {
  const given = reader(body);
  given.require('body');
  const text = given.text('body') ?? '';
  given.done();
  if (text.trim() === '') throw refused("Body can't be blank");
  if (text.length > LIMIT) throw refused(`body is too long (maximum is ${LIMIT} characters)`);
  return text;
}

function refused(message: string): Error {
  const field = { resource: 'IssueComment', field: 'data', code: 'unprocessable' };
  return validationFailed([{ ...field, message }]);
}
