// Where things are: on the pages, and in the API.

import type { Project } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import type { Pull } from './in-project.ts';

export const apiOf = (world: World, project: Project): string =>
  `${world.url()}/api/v3/repos/${project.path}`;

export const pageOf = (world: World, project: Project): string => `${world.url()}/${project.path}`;

export interface PullAddresses {
  readonly api: string;
  readonly page: string;
  readonly issue: string;
}

export function pullAddresses({ world, project, mr }: Pull): PullAddresses {
  return {
    api: `${apiOf(world, project)}/pulls/${mr.iid}`,
    page: `${pageOf(world, project)}/pull/${mr.iid}`,
    issue: `${apiOf(world, project)}/issues/${mr.iid}`,
  };
}
