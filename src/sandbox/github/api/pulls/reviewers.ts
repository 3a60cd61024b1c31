// Who is asked to review a pull request.

import { levelOf } from '../../../forge/model/access.ts';
import { editMergeRequest } from '../../../forge/model/merge-requests.ts';
import type { Api, Call } from '../call.ts';
import { userById } from '../entities/people.ts';
import { pullBrief } from '../entities/pull.ts';
import { unprocessable } from '../errors.ts';
import { reader } from '../schema.ts';
import { thePull } from './the-pull.ts';

const PATH = '/pulls/:number/requested_reviewers';

export function reviewerRoutes(api: Api): void {
  api.repo('GET', PATH, 'pull_requests', (call) => ({
    users: thePull(call).reviewerIds.map((id) => userById(call.world, id)),
    teams: [],
  }));
  api.repo('POST', PATH, 'pull_requests', async (call) => {
    const mr = thePull(call);
    const asked = named(call);
    if (asked.includes(mr.authorId))
      throw unprocessable('Review cannot be requested from pull request author.');
    void call.reply.code(201);
    return changed(call, [...new Set([...mr.reviewerIds, ...asked])]);
  });
  api.repo('DELETE', PATH, 'pull_requests', (call) => {
    const gone = named(call);
    return changed(
      call,
      thePull(call).reviewerIds.filter((id) => !gone.includes(id)),
    );
  });
}

async function changed(call: Call, reviewerIds: number[]): Promise<unknown> {
  const { project, user, world } = call;
  const mr = thePull(call);
  await editMergeRequest(world, { project, mr, user }, { reviewerIds });
  return pullBrief({ ...call, mr });
}

function named({ body, project, world }: Call): number[] {
  const given = reader(body);
  const names = given.texts('reviewers') ?? [];
  given.done();
  return names.map((name) => {
    const found = world.store.userNamed(name);
    if (found === null || levelOf(project, found) === 0)
      throw unprocessable(
        `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${project.path} repository.`,
      );
    return found.id;
  });
}
