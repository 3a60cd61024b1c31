// Brings a pull request's branch up to date with its base.

import { mergeTrees } from '../../../forge/git/merging.ts';
import { isAncestor, moveRef } from '../../../forge/git/refs.ts';
import { writeCommit } from '../../../forge/git/trees.ts';
import { mayPush } from '../../../forge/model/access.ts';
import { branchRef, tipOf } from '../../../forge/model/mergeability.ts';
import { refsMoved } from '../../../forge/model/refs-moved.ts';
import type { MergeRequest } from '../../../forge/model/state.ts';
import type { Api, Call } from '../call.ts';
import { pullAddresses } from '../entities/addresses.ts';
import { forbidden, unprocessable } from '../errors.ts';
import { reader } from '../schema.ts';
import { thePull } from './the-pull.ts';

export function updateBranchRoutes(api: Api): void {
  api.repo('PUT', '/pulls/:number/update-branch', 'pull_requests', async (call) => {
    const mr = thePull(call);
    const given = reader(call.body);
    const expected = given.text('expected_head_sha') ?? mr.head;
    given.done();
    if (expected !== mr.head)
      throw unprocessable("expected head sha didn't match current head ref.");
    // Others' branches need the rights to push there, which nobody has here.
    if (mr.sourceProject !== call.project.id || !mayPush(call.project, call.user, mr.source))
      throw forbidden();
    await update(call, mr);
    void call.reply.code(202);
    const url = pullAddresses({ ...call, mr }).api;
    return { message: 'Updating pull request branch.', url };
  });
}

/** GitHub does so in the background; here it is done when it is answered. */
async function update(call: Call, mr: MergeRequest): Promise<void> {
  const { project, repository, user, world } = call;
  await world.alone(project, async () => {
    const base = tipOf(project, mr.target);
    if (base === null || (await isAncestor(repository, base, mr.head)))
      throw unprocessable('There are no new commits on the base branch.');
    const merged = await mergeTrees(repository, mr.head, base);
    if (merged.kind === 'conflict') throw unprocessable('merge conflict between base and head');
    const commit = await writeCommit(repository, {
      tree: merged.tree,
      parents: [mr.head, base],
      message: `Merge branch '${mr.target}' into ${mr.source}`,
      author: user,
      at: world.now(),
    });
    await moveRef(repository, branchRef(mr.source), { from: mr.head, to: commit });
    await refsMoved(world, project, user);
  });
}
