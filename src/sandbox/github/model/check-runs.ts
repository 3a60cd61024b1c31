// Check runs, as the App writes them and people ask for them again.

import { branchRef } from '../../forge/model/mergeability.ts';
import type { CheckRun, CheckSuite } from '../../forge/model/check.ts';
import type { Project, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import type { CheckWish } from './check-wish.ts';
import { reset, rollUp, suiteOf } from './check-suites.ts';

export interface Scene {
  readonly project: Project;
  /** Who does it. */
  readonly user: User;
}

/** Begins a run. Of several with one name the newest counts. */
export async function createRun(
  world: World,
  scene: Scene,
  { sha, name, wish }: { readonly sha: string; readonly name: string; readonly wish: CheckWish },
): Promise<CheckRun> {
  const { project, user } = scene;
  const suite = suiteOf(world, project, { sha, branch: branchAt(project, sha), before: null });
  const run: CheckRun = {
    ...blank,
    id: world.store.nextId(),
    suiteId: suite.id,
    sha,
    name,
    startedAt: world.now().toISOString(),
    annotations: [],
    actions: [],
  };
  project.checkRuns.push(run);
  write(world, run, wish);
  await world.announce(project, { kind: 'check run', user, run, change: { what: 'created' } });
  await settle(world, scene, { run, suite, was: 'queued' });
  return run;
}

/** Lets a run say something else; its annotations become more. */
export async function updateRun(
  world: World,
  scene: Scene,
  { run, wish }: { readonly run: CheckRun; readonly wish: CheckWish },
): Promise<void> {
  const was = run.status;
  write(world, run, wish);
  await settle(world, scene, { run, suite: suiteWith(scene.project, run), was });
}

/** The run itself stays as it is: https://docs.github.com/rest/checks/runs#rerequest-a-check-run */
export async function rerequestRun(world: World, scene: Scene, run: CheckRun): Promise<void> {
  const { project, user } = scene;
  reset(world, suiteWith(project, run));
  await world.announce(project, { kind: 'check run', user, run, change: { what: 'rerequested' } });
  keep(world, project);
}

export async function rerequestSuite(world: World, scene: Scene, suite: CheckSuite): Promise<void> {
  const { project, user } = scene;
  reset(world, suite);
  await world.announce(project, { kind: 'check suite', user, suite, what: 'rerequested' });
  keep(world, project);
}

/** Somebody has pressed one of the run's buttons. */
export async function requestAction(
  world: World,
  { project, user }: Scene,
  { run, identifier }: { readonly run: CheckRun; readonly identifier: string },
): Promise<void> {
  const change = { what: 'action requested', identifier } as const;
  await world.announce(project, { kind: 'check run', user, run, change });
}

export function suiteWith(project: Project, { suiteId }: CheckRun): CheckSuite {
  const suite = project.checkSuites.find(({ id }) => id === suiteId);
  if (suite === undefined) throw new Error(`there is no check suite ${suiteId}`);
  return suite;
}

const blank = {
  status: 'queued',
  conclusion: null,
  externalId: '',
  detailsUrl: null,
  completedAt: null,
  title: null,
  summary: null,
  text: null,
} as const;

function write(world: World, run: CheckRun, wish: CheckWish): void {
  run.name = wish.name ?? run.name;
  run.externalId = wish.externalId ?? run.externalId;
  run.detailsUrl = wish.detailsUrl ?? run.detailsUrl;
  run.startedAt = wish.startedAt ?? run.startedAt;
  run.title = wish.output?.title ?? run.title;
  run.summary = wish.output?.summary ?? run.summary;
  run.text = wish.output?.text ?? run.text;
  run.actions = [...(wish.actions ?? run.actions)];
  run.annotations.push(...wish.annotations);
  if (wish.status === undefined) return;
  run.status = wish.status;
  run.conclusion = wish.conclusion ?? null;
  const ended = wish.status === 'completed';
  run.completedAt = ended ? (wish.completedAt ?? world.now().toISOString()) : null;
}

/** Remembers, and tells what has come to its end. */
async function settle(
  world: World,
  { project, user }: Scene,
  { run, suite, was }: { run: CheckRun; suite: CheckSuite; was: CheckRun['status'] },
): Promise<void> {
  const completed = rollUp(world, project, suite);
  if (run.status === 'completed' && was !== 'completed')
    await world.announce(project, { kind: 'check run', user, run, change: { what: 'completed' } });
  if (completed)
    await world.announce(project, { kind: 'check suite', user, suite, what: 'completed' });
  keep(world, project);
}

function keep(world: World, project: Project): void {
  world.store.save(project);
  world.changed(project);
}

/** A branch that is at the commit, if there is one. */
function branchAt(project: Project, sha: string): string | null {
  const prefix = branchRef('');
  const found = Object.entries(project.refs).find(
    ([ref, tip]) => tip === sha && ref.startsWith(prefix),
  );
  return found?.[0].slice(prefix.length) ?? null;
}
