// Merges a merge request: by a merge commit, or by moving the target forward.

import { countCommits, readCommit } from '../git/commits.ts';
import { mergeTrees } from '../git/merging.ts';
import { deleteRef, moveRef } from '../git/refs.ts';
import { git } from '../git/run.ts';
import { writeCommit } from '../git/trees.ts';
import { mayMerge, mayPush, protection } from './access.ts';
import { branchRef, checkMerge, detailedStatus, tipOf } from './mergeability.ts';
import { refsMoved } from './refs-moved.ts';
import { sourceOf } from './source.ts';
import type { MergeRequest, Project, User } from './state.ts';
import { latestVersion } from './versions.ts';
import type { World } from './world.ts';

export interface MergeWishes {
  readonly sha?: string;
  readonly squash?: boolean;
  readonly message?: string;
  readonly squashMessage?: string;
  readonly removeSource?: boolean;
}

export type MergeOutcome =
  | { readonly kind: 'merged' }
  | { readonly kind: 'moved' }
  /** Not open, or a draft. */
  | { readonly kind: 'not allowed' }
  /** Git or the merge method says no. */
  | { readonly kind: 'cannot'; readonly why: string };

interface Scene {
  readonly project: Project;
  readonly mr: MergeRequest;
  readonly user: User;
}

/** Why this user may not merge this, or null. */
export function mergeRefusal(project: Project, mr: MergeRequest, user: User | null): string | null {
  return mayMerge(project, user, mr.target)
    ? null
    : `Your role does not allow merging into ${mr.target}.`;
}

/** Rights are the caller's to check. Nothing has changed unless it says `merged`. */
export async function acceptMerge(
  world: World,
  scene: Scene,
  wishes: MergeWishes,
): Promise<MergeOutcome> {
  const { project, mr } = scene;
  return world.alone(project, async () => {
    await refsMoved(world, project, scene.user);
    if (mr.state !== 'opened' || mr.draft) return { kind: 'not allowed' };
    await checkMerge(world, project, mr);
    const status = detailedStatus(project, mr);
    if (status !== 'mergeable') return { kind: 'cannot', why: status };
    if (wishes.sha !== undefined && wishes.sha !== mr.head) return { kind: 'moved' };
    return merge(world, scene, wishes);
  });
}

async function merge(world: World, scene: Scene, wishes: MergeWishes): Promise<MergeOutcome> {
  const { project, mr, user } = scene;
  const repository = world.store.repository(project);
  const from = tipOf(project, mr.target);
  if (from === null) return { kind: 'cannot', why: 'the target branch is gone' };
  const squash = (wishes.squash ?? mr.squash) ? await squashed(world, scene, wishes) : null;
  const theirs = squash ?? mr.head;
  const commit =
    project.mergeMethod === 'ff'
      ? theirs
      : await mergeCommit(world, scene, { from, theirs, message: wishes.message });
  mr.merging = {
    commit,
    squash,
    userId: user.id,
    method: squash !== null ? 'squash' : project.mergeMethod,
  };
  world.store.save(project);
  if (!(await moveRef(repository, branchRef(mr.target), { from, to: commit }))) {
    mr.merging = null;
    return { kind: 'cannot', why: 'the target branch has just moved' };
  }
  await refsMoved(world, project, user);
  if (wishes.removeSource ?? mr.removeSource) await removeSource(world, scene);
  return { kind: 'merged' };
}

async function mergeCommit(
  world: World,
  { project, mr, user }: Scene,
  { from, theirs, message }: { from: string; theirs: string; message: string | undefined },
): Promise<string> {
  const repository = world.store.repository(project);
  const merged = await mergeTrees(repository, from, theirs);
  if (merged.kind !== 'clean') throw new Error('a checked merge did not merge');
  return writeCommit(repository, {
    tree: merged.tree,
    parents: [from, theirs],
    message:
      message ?? world.rules.mergeMessage({ project, mr, source: sourceOf(world, project, mr) }),
    author: user,
    at: world.now(),
  });
}

/** One commit with all that the branch brings, or null where it has just that one already. */
async function squashed(
  world: World,
  { project, mr, user }: Scene,
  wishes: MergeWishes,
): Promise<string | null> {
  const repository = world.store.repository(project);
  const { base, head } = latestVersion(mr);
  const message = wishes.squashMessage ?? mr.title;
  const first = await readCommit(repository, head);
  if ((await countCommits(repository, `${base}..${head}`)) === 1 && first.message === message) {
    return null;
  }
  return writeCommit(repository, {
    tree: await git(repository, ['rev-parse', `${head}^{tree}`]),
    parents: [base],
    message,
    author: world.store.user(mr.authorId),
    committer: user,
    at: world.now(),
  });
}

async function removeSource(world: World, { project, mr, user }: Scene): Promise<void> {
  const tip = tipOf(project, mr.source);
  if (tip === null || mr.source === project.defaultBranch) return;
  if (protection(project, mr.source) !== null || !mayPush(project, user, mr.source)) return;
  await deleteRef(world.store.repository(project), branchRef(mr.source), tip);
  await refsMoved(world, project, user);
}
