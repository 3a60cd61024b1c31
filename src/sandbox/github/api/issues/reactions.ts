// Reactions on pull requests and on their comments.

import { levels } from '../../../forge/model/access.ts';
import type { Award } from '../../../forge/model/state.ts';
import type { Api, Call } from '../call.ts';
import { reactionContents, reactionJson } from '../entities/reactions.ts';
import { forbidden, notFound } from '../errors.ts';
import { paged } from '../paging.ts';
import { thePull } from '../pulls/the-pull.ts';
import { reader } from '../schema.ts';
import { theComment } from './comments.ts';

interface Holder {
  awards: Award[];
}

export function reactionRoutes(api: Api): void {
  on(api, '/issues/:number/reactions', thePull);
  on(api, '/issues/comments/:comment_id/reactions', (call) => theComment(call).note);
}

/** https://docs.github.com/rest/reactions/reactions */
function on(api: Api, path: string, holderOf: (call: Call) => Holder): void {
  api.repo('GET', path, 'pull_requests', (call) => {
    const content = call.input.text('content');
    const found = holderOf(call).awards.filter(({ name }) => name === (content ?? name));
    return paged(call, found).map((award) => reactionJson(call.world, award));
  });
  api.repo('POST', path, 'pull_requests', (call) => {
    const { body, user, world } = call;
    const holder = holderOf(call);
    const given = reader(body);
    given.require('content');
    const name = given.word('content', reactionContents) ?? '+1';
    given.done();
    // The same once more is answered with the one that is there.
    const known = holder.awards.find((award) => award.name === name && award.userId === user.id);
    void call.reply.code(known === undefined ? 201 : 200);
    if (known !== undefined) return reactionJson(world, known);
    const createdAt = world.now().toISOString();
    const award = { id: world.store.nextId(), name, userId: user.id, createdAt };
    holder.awards.push(award);
    keep(call);
    return reactionJson(world, award);
  });
  api.repo('DELETE', `${path}/:reaction_id`, 'pull_requests', (call) => {
    const holder = holderOf(call);
    const gone = holder.awards.find(({ id }) => String(id) === call.input.text('reaction_id'));
    if (gone === undefined) throw notFound();
    if (gone.userId !== call.user.id && call.level < levels.developer) throw forbidden();
    holder.awards = holder.awards.filter((award) => award !== gone);
    keep(call);
    void call.reply.code(204);
  });
}

function keep({ project, world }: Call): void {
  world.store.save(project);
  world.changed(project);
}
