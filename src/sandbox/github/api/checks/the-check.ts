// The check run or suite that a request is about, and who may write it.

import type { CheckRun, CheckSuite } from '../../../forge/model/check.ts';
import type { Call } from '../call.ts';
import { forbidden, notFound } from '../errors.ts';

export function theRun({ project, input }: Call): CheckRun {
  const found = project.checkRuns.find(({ id }) => String(id) === input.text('check_run_id'));
  if (found === undefined) throw notFound();
  return found;
}

export function theSuite({ project, input }: Call): CheckSuite {
  const found = project.checkSuites.find(({ id }) => String(id) === input.text('check_suite_id'));
  if (found === undefined) throw notFound();
  return found;
}

/** People write no checks: https://docs.github.com/rest/checks */
export function requireApp({ asApp }: Call): void {
  if (!asApp) throw forbidden('You must authenticate via a GitHub App.');
}
