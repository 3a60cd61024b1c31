// Check suites as GitHub's JSON shows them.

import { readCommit } from '../../../forge/git/commits.ts';
import type { CheckSuite } from '../../../forge/model/check.ts';
import { latestRuns } from '../../model/check-suites.ts';
import { apiOf } from './addresses.ts';
import { appJson } from './app.ts';
import { pullsOf } from './check-run.ts';
import { simpleCommit } from './commit.ts';
import type { InProject } from './in-project.ts';
import { nodeId } from './node-id.ts';
import { minimalRepository } from './repository.ts';
import { githubTime } from './time.ts';

export async function checkSuiteJson(
  at: InProject,
  suite: CheckSuite,
): Promise<Record<string, unknown>> {
  return {
    ...(await checkSuiteWithCommit(at, suite)),
    repository: minimalRepository(at.world, at.project),
  };
}

/** As webhooks about suites carry it. */
export async function checkSuiteWithCommit(
  at: InProject,
  suite: CheckSuite,
): Promise<Record<string, unknown>> {
  const { world, project } = at;
  const repository = world.store.repository(project);
  return {
    ...checkSuiteBrief(at, suite),
    latest_check_runs_count: latestRuns(project, suite).length,
    check_runs_url: `${apiOf(world, project)}/check-suites/${suite.id}/check-runs`,
    head_commit: await simpleCommit(world, project, await readCommit(repository, suite.sha)),
  };
}

/** As webhooks about runs carry it. */
export function checkSuiteBrief(at: InProject, suite: CheckSuite): Record<string, unknown> {
  const { world, project } = at;
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.branch,
    head_sha: suite.sha,
    status: suite.status,
    conclusion: suite.conclusion,
    url: `${apiOf(world, project)}/check-suites/${suite.id}`,
    before: suite.before,
    after: suite.sha,
    pull_requests: pullsOf(at, suite.sha),
    app: appJson(world),
    created_at: githubTime(suite.createdAt),
    updated_at: githubTime(suite.updatedAt),
  };
}
