// Everything below `/api/v3`.

import type { FastifyInstance } from 'fastify';
import type { World } from '../../forge/model/world.ts';
import { appRoutes } from './app.ts';
import { createApi } from './call.ts';
import { repositoryRoutes } from './repositories.ts';
import { userRoutes } from './users.ts';

const GROUPS = [appRoutes, userRoutes, repositoryRoutes];

export function apiRoutes(server: FastifyInstance, world: World): void {
  const api = createApi(server, world);
  for (const routes of GROUPS) routes(api);
}
