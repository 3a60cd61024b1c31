// What checks and statuses say of a commit, name by name.

import { protection } from './access.ts';
import type { CheckConclusion, Project } from './state.ts';
import { latestStatuses } from './statuses.ts';

export type ContextState = 'success' | 'pending' | 'failure';

/** The newest word of each name. */
export function contextsOf(project: Project, sha: string): ReadonlyMap<string, ContextState> {
  const runs = project.checkRuns.filter((run) => run.sha === sha).sort((a, b) => a.id - b.id);
  return new Map([
    ...latestStatuses(project, sha).map(({ name, state }): [string, ContextState] => [
      name,
      state === 'success' ? 'success' : under.includes(state) ? 'pending' : 'failure',
    ]),
    ...runs.map(({ name, conclusion }): [string, ContextState] => [
      name,
      conclusion === null ? 'pending' : passing.includes(conclusion) ? 'success' : 'failure',
    ]),
  ]);
}

const under: readonly string[] = ['created', 'pending', 'running'];

/** https://docs.github.com/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/about-status-checks */
const passing: readonly CheckConclusion[] = ['success', 'neutral', 'skipped'];

const QUEUE_CHECKS = ['runway/plan', 'runway/approval'];

/** What must have passed before anything is merged into the branch. */
export function requiredChecks(project: Project, branch: string): readonly string[] {
  return protection(project, branch)?.checks ?? (project.mergeQueue ? QUEUE_CHECKS : []);
}

/** All of the required ones together: a failure counts before what is still missing. */
export function requiredState(project: Project, branch: string, sha: string): ContextState {
  const contexts = contextsOf(project, sha);
  const states = requiredChecks(project, branch).map((name) => contexts.get(name) ?? 'pending');
  if (states.includes('failure')) return 'failure';
  return states.includes('pending') ? 'pending' : 'success';
}
