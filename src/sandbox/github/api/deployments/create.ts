// Begins a deployment, unless what it would deploy is not as it should be.

import { mergeTrees } from '../../../forge/git/merging.ts';
import { isAncestor, moveRef } from '../../../forge/git/refs.ts';
import { writeCommit } from '../../../forge/git/trees.ts';
import { branchRef, tipOf } from '../../../forge/model/mergeability.ts';
import { refsMoved } from '../../../forge/model/refs-moved.ts';
import type { Deployment } from '../../../forge/model/state.ts';
import { contextsOf } from '../../../forge/model/contexts.ts';
import { environmentNamed } from '../../model/environments.ts';
import type { Call } from '../call.ts';
import { deploymentJson } from '../entities/deployment.ts';
import { GitHubRefusal, refuse } from '../errors.ts';
import { reader } from '../schema.ts';
import { commitOf } from '../the-commit.ts';

/** https://docs.github.com/rest/deployments/deployments#create-a-deployment */
export async function createDeployment(call: Call): Promise<unknown> {
  const { body, project, world } = call;
  const given = reader(body);
  given.require('ref');
  const ref = given.text('ref') ?? '';
  const name = given.text('environment') ?? 'production';
  const task = given.text('task') ?? 'deploy';
  const description = given.text('description') ?? null;
  const autoMerge = given.flag('auto_merge') ?? true;
  const contexts = given.texts('required_contexts') ?? null;
  const transient = given.flag('transient_environment') ?? false;
  const production = given.flag('production_environment') ?? name === 'production';
  given.done();
  const sha = await commitOf(call, ref);
  if (autoMerge && (await broughtUpToDate(call, ref, sha))) {
    void call.reply.code(202);
    return { message: `Auto-merged ${project.defaultBranch} into ${ref} on deployment.` };
  }
  refuseUnchecked(call, { ref, sha, contexts });
  const now = world.now().toISOString();
  const deployment: Deployment = {
    id: world.store.nextId(),
    iid: Math.max(0, ...project.deployments.map(({ iid }) => iid)) + 1,
    environmentId: environmentNamed(world, project, name).id,
    ref,
    tag: `refs/tags/${ref}` in project.refs,
    sha,
    userId: call.user.id,
    createdAt: now,
    status: 'created',
    updatedAt: now,
    asked: { task, description, payload: body['payload'] ?? {}, transient, production },
  };
  project.deployments.push(deployment);
  await world.announce(project, { kind: 'deployment', user: call.user, deployment });
  world.store.save(project);
  world.changed(project);
  void call.reply.code(201);
  return deploymentJson(call, deployment);
}

/** Merges the default branch into a branch that is behind it: then nothing is deployed yet. */
async function broughtUpToDate(call: Call, ref: string, sha: string): Promise<boolean> {
  const { project, repository, user, world } = call;
  const main = tipOf(project, project.defaultBranch);
  if (main === null || (await isAncestor(repository, main, sha))) return false;
  const merged = await mergeTrees(repository, sha, main);
  if (merged.kind === 'conflict' || tipOf(project, ref) === null)
    throw refuse(409, `Conflict merging ${project.defaultBranch} into ${ref}.`);
  const commit = await writeCommit(repository, {
    tree: merged.tree,
    parents: [sha, main],
    message: `Merge branch '${project.defaultBranch}' into ${ref}`,
    author: user,
    at: world.now(),
  });
  return world.alone(project, async () => {
    const moved = await moveRef(repository, branchRef(ref), { from: sha, to: commit });
    if (!moved) throw refuse(409, `Conflict merging ${project.defaultBranch} into ${ref}.`);
    await refsMoved(world, project, user);
    return true;
  });
}

interface Checked {
  readonly ref: string;
  readonly sha: string;
  /** Null: all that there are. */
  readonly contexts: readonly string[] | null;
}

/** Without a list, everything that was said of the commit must be well; an empty list asks for nothing. */
function refuseUnchecked({ project }: Call, { ref, sha, contexts: asked }: Checked): void {
  const contexts = contextsOf(project, sha);
  const required = asked ?? [...contexts.keys()];
  const states = required.map((context) => ({
    context,
    state: contexts.get(context) ?? 'pending',
  }));
  if (states.every(({ state }) => state === 'success')) return;
  throw new GitHubRefusal(409, {
    message: `Conflict: Commit status checks failed for ${ref}.`,
    errors: [
      { contexts: states, resource: 'Deployment', field: 'required_contexts', code: 'invalid' },
    ],
  });
}
