// The branch that a merge request comes from, which may be another project's.

import type { MergeRequest, Project } from './state.ts';
import type { World } from './world.ts';

/** The project that the source branch is in. */
export function sourceOf(world: World, project: Project, mr: MergeRequest): Project {
  if (mr.sourceProject === project.id) return project;
  const found = world.store.projectById(mr.sourceProject);
  if (found === null) throw new Error(`the sandbox has no project ${mr.sourceProject}`);
  return found;
}

/** As people name it: `branch`, or `mallory:branch` where it is another project's. */
export function sourceLabel(world: World, project: Project, mr: MergeRequest): string {
  const source = sourceOf(world, project, mr);
  return source === project ? mr.source : `${source.path.split('/')[0] ?? ''}:${mr.source}`;
}
