// Everything below `/api/v4`.

import type { FastifyInstance } from 'fastify';
import type { Deliveries } from '../../forge/hooks/deliveries.ts';
import type { Hook } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { createApi } from './call.ts';
import { deploymentRoutes } from './deployments.ts';
import { environmentRoutes } from './environments.ts';
import { hookRoutes } from './hooks.ts';
import { awardRoutes } from './merge-requests/awards.ts';
import { mergeRequestDiffRoutes } from './merge-requests/diffs.ts';
import { discussionRoutes } from './merge-requests/discussions.ts';
import { mergeRequestRoutes } from './merge-requests/merge-requests.ts';
import { mergeRoutes } from './merge-requests/merge.ts';
import { noteRoutes } from './merge-requests/notes.ts';
import { projectRoutes } from './projects.ts';
import { branchRoutes } from './repository/branches.ts';
import { commitRoutes } from './repository/commits.ts';
import { fileRoutes } from './repository/files.ts';
import { newCommitRoutes } from './repository/new-commit.ts';
import { statusRoutes } from './repository/statuses.ts';
import { tagRoutes } from './repository/tags.ts';
import { treeRoutes } from './repository/trees.ts';
import { userRoutes } from './users.ts';

const GROUPS = [
  userRoutes,
  projectRoutes,
  branchRoutes,
  tagRoutes,
  commitRoutes,
  newCommitRoutes,
  statusRoutes,
  fileRoutes,
  treeRoutes,
  mergeRequestRoutes,
  mergeRoutes,
  mergeRequestDiffRoutes,
  noteRoutes,
  discussionRoutes,
  awardRoutes,
  environmentRoutes,
  deploymentRoutes,
];

export function apiRoutes(app: FastifyInstance, world: World, deliveries: Deliveries<Hook>): void {
  const api = createApi(app, world);
  for (const routes of GROUPS) routes(api);
  hookRoutes(api, deliveries);
}
