// Everything below `/api/v3`.

import type { FastifyInstance } from 'fastify';
import type { Deliveries } from '../../forge/hooks/deliveries.ts';
import type { World } from '../../forge/model/world.ts';
import type { AppHook } from '../hooks/manner.ts';
import { appHookRoutes } from './app-hook.ts';
import { appRoutes } from './app.ts';
import { createApi } from './call.ts';
import { checkRunRoutes } from './checks/runs.ts';
import { checkSuiteRoutes } from './checks/suites.ts';
import { conversionRoutes } from './conversions.ts';
import { deploymentRoutes } from './deployments/deployments.ts';
import { graphqlRoutes } from './graphql/graphql.ts';
import { commentRoutes } from './issues/comments.ts';
import { issueRoutes } from './issues/issues.ts';
import { reactionRoutes } from './issues/reactions.ts';
import { pullContentRoutes } from './pulls/contents.ts';
import { mergeRoutes } from './pulls/merge.ts';
import { pullsOfCommitRoutes } from './pulls/of-commit.ts';
import { pullRoutes } from './pulls/pulls.ts';
import { reviewerRoutes } from './pulls/reviewers.ts';
import { reviewRoutes } from './pulls/reviews.ts';
import { updateBranchRoutes } from './pulls/update-branch.ts';
import { repositoryRoutes } from './repositories.ts';
import { branchRoutes } from './repository/branches.ts';
import { commitRoutes } from './repository/commits.ts';
import { contentRoutes } from './repository/contents.ts';
import { objectRoutes } from './repository/objects.ts';
import { refRoutes } from './repository/refs.ts';
import { rulesetRoutes } from './rulesets.ts';
import { forkRoutes, tagRoutes } from './repository/tags.ts';
import { statusRoutes } from './statuses.ts';
import { userRoutes } from './users.ts';

const GROUPS = [
  appRoutes,
  conversionRoutes,
  userRoutes,
  repositoryRoutes,
  branchRoutes,
  refRoutes,
  objectRoutes,
  contentRoutes,
  commitRoutes,
  tagRoutes,
  forkRoutes,
  rulesetRoutes,
  pullRoutes,
  pullContentRoutes,
  pullsOfCommitRoutes,
  mergeRoutes,
  updateBranchRoutes,
  reviewerRoutes,
  reviewRoutes,
  issueRoutes,
  commentRoutes,
  reactionRoutes,
  checkRunRoutes,
  checkSuiteRoutes,
  statusRoutes,
  deploymentRoutes,
  graphqlRoutes,
];

export function apiRoutes(
  server: FastifyInstance,
  world: World,
  deliveries: Deliveries<AppHook>,
): void {
  const api = createApi(server, world);
  for (const routes of GROUPS) routes(api);
  appHookRoutes(api, deliveries);
}
