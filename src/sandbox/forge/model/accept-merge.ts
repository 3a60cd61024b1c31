// Merges a merge request: by a merge commit, or by moving the target forward.

import { countCommits, readCommit } from '../git/commits.ts';
import { mergeTrees } from '../git/merging.ts';
import { rebase } from '../git/rebasing.ts';
import { deleteRef, mergeBase, moveRef } from '../git/refs.ts';
import { git } from '../git/run.ts';
import { writeCommit } from '../git/trees.ts';
import { mayMerge, mayPush, protection } from './access.ts';
import { branchRef, checkMerge, obstacle, tipOf, type Obstacle } from './mergeability.ts';
import { refsMoved } from './refs-moved.ts';
import { sourceOf } from './source.ts';
import type { MergedScene } from './rules.ts';
import type { MergeMethod, MergeRequest, Project, User } from './state.ts';
import { latestVersion } from './versions.ts';
import type { World } from './world.ts';

export interface MergeWishes {
  readonly sha?: string;
  /** Left out: the project's. */
  readonly method?: MergeMethod;
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
  /** Git, the merge method or the forge says no. */
  | { readonly kind: 'cannot'; readonly why: Obstacle };

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
    const why = obstacle(project, mr) ?? world.rules.obstacle(project, mr);
    if (why !== null) return { kind: 'cannot', why };
    if (wishes.sha !== undefined && wishes.sha !== mr.head) return { kind: 'moved' };
    return merge(world, scene, wishes);
  });
}

async function merge(world: World, scene: Scene, wishes: MergeWishes): Promise<MergeOutcome> {
  const { project, mr, user } = scene;
  const repository = world.store.repository(project);
  const from = tipOf(project, mr.target);
  if (from === null) return { kind: 'cannot', why: 'branch gone' };
  const method = wishes.method ?? project.mergeMethod;
  const made = await makeCommits(world, scene, { from, method, wishes });
  if (made === null) return { kind: 'cannot', why: 'conflict' };
  mr.merging = {
    ...made,
    userId: user.id,
    method: made.squash === null ? method : 'squash',
  };
  world.store.save(project);
  if (!(await moveRef(repository, branchRef(mr.target), { from, to: made.commit }))) {
    mr.merging = null;
    return { kind: 'cannot', why: 'unknown' };
  }
  await refsMoved(world, project, user);
  if (wishes.removeSource ?? mr.removeSource) await removeSource(world, scene);
  return { kind: 'merged' };
}

interface Making {
  readonly from: string;
  readonly method: MergeMethod;
  readonly wishes: MergeWishes;
}

interface Made {
  /** What the target is moved to. */
  readonly commit: string;
  /** The branch as one commit, where that is what was merged. */
  readonly squash: string | null;
}

/** What a merge of this makes of the target's tip `from`; nothing moves yet. Null for a conflict, which only a rebase can still have. */
export async function makeCommits(
  world: World,
  scene: Scene,
  { from, method, wishes }: Making,
): Promise<Made | null> {
  const { project, mr, user } = scene;
  const repository = world.store.repository(project);
  if (method === 'rebase') {
    const base = (await mergeBase(repository, from, mr.head)) ?? from;
    const wish = { base, head: mr.head, onto: from, committer: user, at: world.now() };
    const commit = await rebase(repository, wish);
    return commit === null ? null : { commit, squash: null };
  }
  if (method === 'squash') {
    const commit = await writeCommit(repository, {
      tree: await mergedTree(repository, from, mr.head),
      parents: [from],
      message:
        wishes.squashMessage ?? world.rules.squashMessage(mergedScene(world, { project, mr })),
      author: world.store.user(mr.authorId),
      committer: user,
      at: world.now(),
    });
    return { commit, squash: null };
  }
  const squash = (wishes.squash ?? mr.squash) ? await squashed(world, scene, wishes) : null;
  const theirs = squash ?? mr.head;
  if (method === 'ff') return { commit: theirs, squash };
  return {
    commit: await mergeCommit(world, scene, { from, theirs, message: wishes.message }),
    squash,
  };
}

async function mergedTree(repository: string, from: string, theirs: string): Promise<string> {
  const merged = await mergeTrees(repository, from, theirs);
  if (merged.kind !== 'clean') throw new Error('a checked merge did not merge');
  return merged.tree;
}

function mergedScene(world: World, scene: Pick<Scene, 'project' | 'mr'>): MergedScene {
  return { ...scene, source: sourceOf(world, scene.project, scene.mr) };
}

async function mergeCommit(
  world: World,
  { project, mr, user }: Scene,
  { from, theirs, message }: { from: string; theirs: string; message: string | undefined },
): Promise<string> {
  const repository = world.store.repository(project);
  return writeCommit(repository, {
    tree: await mergedTree(repository, from, theirs),
    parents: [from, theirs],
    message: message ?? world.rules.mergeMessage(mergedScene(world, { project, mr })),
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
  const message =
    wishes.squashMessage ?? world.rules.squashMessage(mergedScene(world, { project, mr }));
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
  const elsewhere = mr.sourceProject !== project.id;
  if (elsewhere || tip === null || mr.source === project.defaultBranch) return;
  if (protection(project, mr.source) !== null || !mayPush(project, user, mr.source)) return;
  await deleteRef(world.store.repository(project), branchRef(mr.source), tip);
  await refsMoved(world, project, user);
}
