// Reactions on merge requests and on their notes.

import { levels } from '../../../forge/model/access.ts';
import { forbidden, notFound } from '../refusal.ts';
import type { Award } from '../../../forge/model/state.ts';
import type { Api, Call } from '../call.ts';
import { awardJson } from '../entities/note.ts';
import { theMergeRequest } from './merge-requests.ts';
import { theNote } from './notes.ts';
import { paged } from '../paging.ts';

interface Awardable {
  readonly id: number;
  readonly type: string;
  awards: Award[];
}

export function awardRoutes(api: Api): void {
  routes(api, '/merge_requests/:iid', (call) => ({
    type: 'MergeRequest',
    holder: theMergeRequest(call),
  }));
  routes(api, '/merge_requests/:iid/notes/:note_id', (call) => ({
    type: 'Note',
    holder: theNote(call, theMergeRequest(call)),
  }));
}

type Find = (call: Call) => { type: string; holder: Pick<Awardable, 'id' | 'awards'> };

function routes(api: Api, prefix: string, find: Find): void {
  api.project('GET', `${prefix}/award_emoji`, levels.reporter, (call) => {
    const { type, holder } = find(call);
    return paged(call, holder.awards).map((award) =>
      awardJson(call.world, award, { type, id: holder.id }),
    );
  });
  api.project('POST', `${prefix}/award_emoji`, levels.reporter, (call) => {
    const { type, holder } = find(call);
    const { input, user, world, project } = call;
    input.require('name');
    const name = (input.text('name') ?? '').replaceAll(':', '');
    if (holder.awards.some((award) => award.name === name && award.userId === user.id)) {
      throw notFound('Award Emoji Name has already been taken');
    }
    const award: Award = {
      id: world.store.nextId(),
      name,
      userId: user.id,
      createdAt: world.now().toISOString(),
    };
    holder.awards.push(award);
    world.store.save(project);
    world.changed(project);
    void call.reply.code(201);
    return awardJson(world, award, { type, id: holder.id });
  });
  api.project('DELETE', `${prefix}/award_emoji/:award_id`, levels.reporter, (call) => {
    const { holder } = find(call);
    const award = holder.awards.find(({ id }) => String(id) === call.input.text('award_id'));
    if (award === undefined) throw notFound('');
    if (award.userId !== call.user.id) throw forbidden();
    Object.assign(holder, { awards: holder.awards.filter((other) => other !== award) });
    call.world.store.save(call.project);
    call.world.changed(call.project);
    void call.reply.code(204);
  });
}
