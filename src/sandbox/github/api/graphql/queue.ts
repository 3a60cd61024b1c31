// Into the merge queue and out of it: https://docs.github.com/graphql/reference/mutations#enqueuepullrequest

import { mergeRefusal } from '../../../forge/model/accept-merge.ts';
import { dequeue, enqueue, queued } from '../../../forge/model/merge-queue.ts';
import { Refusal } from '../../../forge/model/refusal.ts';
import type { QueueEntry } from '../../../forge/model/state.ts';
import type { OpenCall } from '../call.ts';
import type { Pull } from '../entities/in-project.ts';
import { nodeId } from '../entities/node-id.ts';
import type { Problem, Shape } from './answer.ts';
import { pullShape } from './pull.ts';

export async function enter(call: OpenCall, pull: Pull): Promise<Shape | Problem> {
  return whenAllowed(call, pull, async (scene) => {
    const entry = await enqueue(call.world, scene);
    const mergeQueueEntry = entryShape(pull, entry);
    return {
      type: 'EnqueuePullRequestPayload',
      members: { clientMutationId: null, mergeQueueEntry },
    };
  });
}

export async function exit(call: OpenCall, pull: Pull): Promise<Shape | Problem> {
  return whenAllowed(call, pull, async (scene) => {
    const entry = queued(pull.project, pull.mr);
    if (entry === null)
      throw new Refusal(422, 'Pull request is not in the merge queue.', 'not found');
    const mergeQueueEntry = entryShape(pull, entry);
    await dequeue(call.world, scene);
    return {
      type: 'DequeuePullRequestPayload',
      members: { clientMutationId: null, mergeQueueEntry },
    };
  });
}

async function whenAllowed(
  { user }: OpenCall,
  { project, mr }: Pull,
  run: (scene: {
    project: Pull['project'];
    mr: Pull['mr'];
    user: OpenCall['user'];
  }) => Promise<Shape>,
): Promise<Shape | Problem> {
  const message = mergeRefusal(project, mr, user);
  if (message !== null) return { type: 'FORBIDDEN', message };
  try {
    return await run({ project, mr, user });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { type: 'UNPROCESSABLE', message: error.message };
  }
}

/** https://docs.github.com/graphql/reference/objects#mergequeueentry */
function entryShape(pull: Pull, entry: QueueEntry): Shape {
  const oid = (sha: string | null): Shape | null =>
    sha === null ? null : { type: 'Commit', members: { oid: sha } };
  return {
    type: 'MergeQueueEntry',
    members: {
      id: nodeId('MergeQueueEntry', entry.id),
      enqueuedAt: entry.enqueuedAt,
      position: pull.project.queue.indexOf(entry) + 1,
      state: 'AWAITING_CHECKS',
      baseCommit: oid(entry.base),
      headCommit: oid(entry.head),
      pullRequest: pullShape(pull),
    },
  };
}
