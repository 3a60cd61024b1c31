// Merging and approving merge requests.

import { acceptMerge, mergeRefusal } from '../../../forge/model/accept-merge.ts';
import { levels } from '../../../forge/model/access.ts';
import { refuse } from '../refusal.ts';
import { touch } from '../../../forge/model/remarks.ts';
import type { MergeRequest } from '../../../forge/model/state.ts';
import type { Api, Call } from '../call.ts';
import { approvals } from '../entities/approvals.ts';
import { mergeRequestFull } from '../entities/merge-request.ts';
import { theMergeRequest } from './merge-requests.ts';

export function mergeRoutes(api: Api): void {
  api.project('PUT', '/merge_requests/:iid/merge', levels.reporter, merge);
  api.project('GET', '/merge_requests/:iid/approvals', levels.reporter, (call) =>
    approvals(call, theMergeRequest(call)),
  );
  api.project('POST', '/merge_requests/:iid/approve', levels.developer, async (call) => {
    const mr = theMergeRequest(call);
    const { user, world, input } = call;
    const sha = input.text('sha');
    if (sha !== undefined && sha !== mr.head) {
      throw refuse(409, `SHA does not match HEAD of source branch: ${mr.head}`);
    }
    if (mr.approvals.some(({ userId }) => userId === user.id))
      throw refuse(401, '401 Unauthorized');
    mr.approvals.push({ userId: user.id, at: world.now().toISOString() });
    await tell(call, mr, 'approved');
    void call.reply.code(201);
    return approvals(call, mr);
  });
  api.project('POST', '/merge_requests/:iid/unapprove', levels.developer, async (call) => {
    const mr = theMergeRequest(call);
    if (!mr.approvals.some(({ userId }) => userId === call.user.id))
      throw refuse(404, '404 Not found');
    mr.approvals = mr.approvals.filter(({ userId }) => userId !== call.user.id);
    await tell(call, mr, 'unapproved');
    void call.reply.code(201);
    return approvals(call, mr);
  });
}

async function tell(
  { world, project, user }: Call,
  mr: MergeRequest,
  what: 'approved' | 'unapproved',
): Promise<void> {
  touch(world, { project, mr });
  await world.announce(project, { kind: 'merge request', user, mr, change: { what } });
  world.store.save(project);
}

async function merge(call: Call): Promise<unknown> {
  const { input, project, user, world } = call;
  const mr = theMergeRequest(call);
  if (mergeRefusal(project, mr, user) !== null) throw refuse(401, '401 Unauthorized');
  const sha = input.text('sha');
  const squash = input.flag('squash');
  const message = input.text('merge_commit_message');
  const squashMessage = input.text('squash_commit_message');
  const removeSource = input.flag('should_remove_source_branch');
  const outcome = await acceptMerge(
    world,
    { project, mr, user },
    {
      ...(sha === undefined ? {} : { sha }),
      ...(squash === undefined ? {} : { squash }),
      ...(message === undefined ? {} : { message }),
      ...(squashMessage === undefined ? {} : { squashMessage }),
      ...(removeSource === undefined ? {} : { removeSource }),
    },
  );
  if (outcome.kind === 'not allowed') throw refuse(405, '405 Method Not Allowed');
  if (outcome.kind === 'cannot') throw refuse(422, 'Branch cannot be merged');
  if (outcome.kind === 'moved')
    throw refuse(409, `SHA does not match HEAD of source branch: ${mr.head}`);
  return mergeRequestFull(world, { ...call, mr });
}
