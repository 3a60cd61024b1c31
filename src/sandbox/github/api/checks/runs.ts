// Check runs: https://docs.github.com/rest/checks/runs

import type { CheckSuite } from '../../../forge/model/check.ts';
import { createRun, rerequestRun, updateRun } from '../../model/check-runs.ts';
import { latestRuns } from '../../model/check-suites.ts';
import type { Api, Call } from '../call.ts';
import { annotationJson, checkRunJson } from '../entities/check-run.ts';
import { paged } from '../paging.ts';
import { commitOf, exactCommit } from '../the-commit.ts';
import { readCheckWish } from './read-check-wish.ts';
import { requireApp, theRun, theSuite } from './the-check.ts';

export function checkRunRoutes(api: Api): void {
  api.repo('POST', '/check-runs', 'checks', create);
  api.repo('GET', '/check-runs/:check_run_id', 'checks', (call) =>
    checkRunJson(call, theRun(call)),
  );
  api.repo('PATCH', '/check-runs/:check_run_id', 'checks', async (call) => {
    requireApp(call);
    const run = theRun(call);
    await updateRun(call.world, call, { run, wish: readCheckWish(call.body) });
    return checkRunJson(call, run);
  });
  api.repo('GET', '/check-runs/:check_run_id/annotations', 'checks', (call) => {
    const run = theRun(call);
    return paged(call, run.annotations).map((annotation) =>
      annotationJson(call, { run, annotation }),
    );
  });
  api.repo('POST', '/check-runs/:check_run_id/rerequest', 'checks', async (call) => {
    await rerequestRun(call.world, call, theRun(call));
    void call.reply.code(201);
    return {};
  });
  api.repo('GET', '/commits/:ref/check-runs', 'checks', async (call) => {
    const sha = await commitOf(call, call.input.text('ref') ?? '');
    return listed(
      call,
      call.project.checkSuites.filter((suite) => suite.sha === sha),
    );
  });
  api.repo('GET', '/check-suites/:check_suite_id/check-runs', 'checks', (call) =>
    listed(call, [theSuite(call)]),
  );
}

async function create(call: Call): Promise<unknown> {
  requireApp(call);
  const wish = readCheckWish(call.body, 'name', 'head_sha');
  const sha = await exactCommit(call, wish.sha ?? '');
  const run = await createRun(call.world, call, { sha, name: wish.name ?? '', wish });
  void call.reply.code(201);
  return checkRunJson(call, run);
}

/** Of each name the newest, unless all are asked for; newest first. */
function listed(call: Call, suites: readonly CheckSuite[]): unknown {
  const { input, project } = call;
  const all = input.text('filter') === 'all';
  const ids = suites.map(({ id }) => id);
  const runs = all
    ? project.checkRuns.filter(({ suiteId }) => ids.includes(suiteId))
    : suites.flatMap((suite) => latestRuns(project, suite));
  const mine = input.text('app_id') ?? String(call.app.id);
  const found = runs
    .filter(
      ({ name, status }) =>
        name === (input.text('check_name') ?? name) &&
        status === (input.text('status') ?? status) &&
        mine === String(call.app.id),
    )
    .sort((a, b) => b.id - a.id);
  return {
    total_count: found.length,
    check_runs: paged(call, found).map((run) => checkRunJson(call, run)),
  };
}
