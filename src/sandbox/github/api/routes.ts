// Everything below `/api/v3`.

import type { FastifyInstance } from 'fastify';
import type { World } from '../../forge/model/world.ts';
import { appRoutes } from './app.ts';
import { createApi } from './call.ts';
import { repositoryRoutes } from './repositories.ts';
import { branchRoutes } from './repository/branches.ts';
import { commitRoutes } from './repository/commits.ts';
import { contentRoutes } from './repository/contents.ts';
import { objectRoutes } from './repository/objects.ts';
import { refRoutes } from './repository/refs.ts';
import { forkRoutes, tagRoutes } from './repository/tags.ts';
import { userRoutes } from './users.ts';

const GROUPS = [
  appRoutes,
  userRoutes,
  repositoryRoutes,
  branchRoutes,
  refRoutes,
  objectRoutes,
  contentRoutes,
  commitRoutes,
  tagRoutes,
  forkRoutes,
];

export function apiRoutes(server: FastifyInstance, world: World): void {
  const api = createApi(server, world);
  for (const routes of GROUPS) routes(api);
}
