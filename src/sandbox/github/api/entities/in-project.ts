// What an entity is shown from.

import type { MergeRequest, Project } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';

export interface InProject {
  readonly world: World;
  readonly project: Project;
}

export interface Pull extends InProject {
  readonly mr: MergeRequest;
}
