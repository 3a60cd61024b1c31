// The suite that all check runs of one commit are in, and what it says of them.

import type { CheckConclusion, CheckRun, CheckSuite } from '../../forge/model/check.ts';
import type { Project } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';

export interface NewSuite {
  readonly sha: string;
  readonly branch: string | null;
  readonly before: string | null;
}

/** The suite of a commit, which is begun where there is none. The caller saves. */
export function suiteOf(world: World, project: Project, wanted: NewSuite): CheckSuite {
  const known = project.checkSuites.find(({ sha }) => sha === wanted.sha);
  if (known !== undefined) return known;
  const now = world.now().toISOString();
  const suite: CheckSuite = {
    ...wanted,
    id: world.store.nextId(),
    createdAt: now,
    status: 'queued',
    conclusion: null,
    updatedAt: now,
  };
  project.checkSuites.push(suite);
  return suite;
}

/** The newest run of each name. */
export function latestRuns(project: Project, suite: CheckSuite): CheckRun[] {
  const runs = project.checkRuns.filter(({ suiteId }) => suiteId === suite.id);
  return runs.filter((run) => !runs.some(({ id, name }) => name === run.name && id > run.id));
}

/** Says of the suite what its latest runs say; true when that completes it. */
export function rollUp(world: World, project: Project, suite: CheckSuite): boolean {
  const before = suite.status;
  const runs = latestRuns(project, suite);
  const ended = runs.every(({ status }) => status === 'completed');
  const begun = runs.some(({ status }) => status !== 'queued');
  suite.status = ended ? 'completed' : begun ? 'in_progress' : 'queued';
  suite.conclusion = ended ? worst(runs) : null;
  suite.updatedAt = world.now().toISOString();
  return ended && before !== 'completed';
}

/** Somebody wants it all again: https://docs.github.com/rest/checks/suites#rerequest-a-check-suite */
export function reset(world: World, suite: CheckSuite): void {
  suite.status = 'queued';
  suite.conclusion = null;
  suite.updatedAt = world.now().toISOString();
}

const bySeverity: readonly CheckConclusion[] = [
  'failure',
  'timed_out',
  'action_required',
  'cancelled',
  'stale',
  'success',
  'neutral',
  'skipped',
];

function worst(runs: readonly CheckRun[]): CheckConclusion | null {
  return bySeverity.find((one) => runs.some(({ conclusion }) => conclusion === one)) ?? null;
}
