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
