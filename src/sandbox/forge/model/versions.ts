// The states that a merge request's source branch has had, kept alive in Git.

import { mergeBase, pinRef } from '../git/refs.ts';
import { EMPTY_TREE } from '../git/diffs.ts';
import { fetchCommit } from '../git/fetching.ts';
import { tipOf } from './mergeability.ts';
import { sourceOf } from './source.ts';
import type { MergeRequest, Project, Version } from './state.ts';
import type { World } from './world.ts';

/** Notes the present tip of the source branch as the merge request's head. */
export async function addVersion(world: World, project: Project, mr: MergeRequest): Promise<void> {
  const source = sourceOf(world, project, mr);
  const head = tipOf(source, mr.source);
  const start = tipOf(project, mr.target);
  if (head === null || start === null) return;
  const repository = world.store.repository(project);
  if (source !== project) await fetchCommit(repository, world.store.repository(source), head);
  const version: Version = {
    id: world.store.nextId(),
    head,
    base: (await mergeBase(repository, start, head)) ?? EMPTY_TREE,
    start,
    createdAt: world.now().toISOString(),
  };
  mr.versions.push(version);
  Object.assign(mr, { head });
  await pinRef(repository, `${world.rules.requests}/${mr.iid}/head`, head);
  await pinRef(repository, `refs/keep-around/${head}`, head);
  await pinRef(repository, `refs/keep-around/${start}`, start);
}

export function latestVersion(mr: MergeRequest): Version {
  const version = mr.versions.at(-1);
  if (version === undefined) throw new Error(`merge request ${mr.iid} has no version`);
  return version;
}
