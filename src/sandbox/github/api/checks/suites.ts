// Check suites: https://docs.github.com/rest/checks/suites

import { rerequestSuite } from '../../model/check-runs.ts';
import { suiteOf } from '../../model/check-suites.ts';
import type { Api } from '../call.ts';
import { checkSuiteJson } from '../entities/check-suite.ts';
import { paged } from '../paging.ts';
import { reader } from '../schema.ts';
import { commitOf, exactCommit } from '../the-commit.ts';
import { requireApp, theSuite } from './the-check.ts';

export function checkSuiteRoutes(api: Api): void {
  api.repo('POST', '/check-suites', 'checks', async (call) => {
    requireApp(call);
    const { project, world } = call;
    const given = reader(call.body);
    given.require('head_sha');
    const sha = await exactCommit(call, given.text('head_sha') ?? '');
    given.done();
    const known = project.checkSuites.some((suite) => suite.sha === sha);
    const suite = suiteOf(world, project, { sha, branch: null, before: null });
    world.store.save(project);
    void call.reply.code(known ? 200 : 201);
    return checkSuiteJson(call, suite);
  });
  api.repo('GET', '/check-suites/:check_suite_id', 'checks', (call) =>
    checkSuiteJson(call, theSuite(call)),
  );
  api.repo('POST', '/check-suites/:check_suite_id/rerequest', 'checks', async (call) => {
    await rerequestSuite(call.world, call, theSuite(call));
    void call.reply.code(201);
    return {};
  });
  api.repo('GET', '/commits/:ref/check-suites', 'checks', async (call) => {
    const { input, project } = call;
    const sha = await commitOf(call, input.text('ref') ?? '');
    const name = input.text('check_name');
    const mine = (input.text('app_id') ?? String(call.app.id)) === String(call.app.id);
    const found = project.checkSuites.filter(
      (suite) =>
        mine &&
        suite.sha === sha &&
        (name === undefined ||
          project.checkRuns.some((run) => run.suiteId === suite.id && run.name === name)),
    );
    const shown = paged(call, found).map((suite) => checkSuiteJson(call, suite));
    return { total_count: found.length, check_suites: await Promise.all(shown) };
  });
}
