// What checks and statuses say of a commit, name by name.

import type { Project } from '../../forge/model/state.ts';
import { latestStatuses } from '../../forge/model/statuses.ts';
import { latestRuns } from './check-suites.ts';

export type ContextState = 'success' | 'pending' | 'failure';

/** The newest word of each name. */
export function contextsOf(project: Project, sha: string): ReadonlyMap<string, ContextState> {
  const runs = project.checkSuites
    .filter((suite) => suite.sha === sha)
    .flatMap((suite) => latestRuns(project, suite));
  return new Map([
    ...latestStatuses(project, sha).map(({ name, state }): [string, ContextState] => [
      name,
      state === 'success' ? 'success' : state === 'pending' ? 'pending' : 'failure',
    ]),
    ...runs.map(({ name, conclusion }): [string, ContextState] => [
      name,
      conclusion === null ? 'pending' : passes(conclusion) ? 'success' : 'failure',
    ]),
  ]);
}

/** https://docs.github.com/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/about-status-checks */
function passes(conclusion: string): boolean {
  return ['success', 'neutral', 'skipped'].includes(conclusion);
}
