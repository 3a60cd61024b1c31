// The pull request that a request is about.

import type { MergeRequest } from '../../../forge/model/state.ts';
import { testMerge } from '../../model/merge-state.ts';
import type { Call } from '../call.ts';
import { notFound } from '../errors.ts';

export function thePull({ project, input }: Call): MergeRequest {
  const found = project.mergeRequests.find(({ iid }) => String(iid) === input.text('number'));
  if (found === undefined) throw notFound();
  return found;
}

/** Starts the test merge whose outcome a later request will see, as GitHub does. */
export function testSoon({ world, project }: Call, mr: MergeRequest): void {
  if (mr.state !== 'opened') return;
  testMerge(world, project, mr).catch((error: unknown) =>
    world.log.error('a test merge failed', { pull: mr.iid, error: String(error) }),
  );
}
