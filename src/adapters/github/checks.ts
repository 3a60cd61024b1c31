// Check runs: the plan and what stands in the way, each with its details and with remarks at their lines.

import { listOf, recordOf } from '../forge/answer.ts';
import type { CommitStatus, Remark, Sha } from '../../ports/forge.ts';
import { digestOf } from '../../resources/canonical.ts';
import { checkRunFrom, type CheckRun } from './answers.ts';
import type { AskedAgain } from './asked-again.ts';
import type { Project } from './octokit.ts';

/** What GitHub takes of annotations with one request, and of a summary in characters. */
const AT_ONCE = 50;
const SUMMARY_LIMIT = 65_535;
/** Nobody reads more of them; the comment names them all. */
const REMARKS_LIMIT = 200;
const STATES = {
  pending: { status: 'in_progress' },
  passed: { status: 'completed', conclusion: 'success' },
  failed: { status: 'completed', conclusion: 'failure' },
} as const;
/** Shown beside a completed run; whoever presses it asks for another look. */
const AGAIN = {
  label: 'Plan again',
  description: 'Look at everything once more',
  identifier: 'plan',
};

export interface Check {
  readonly head: Sha;
  readonly number: number;
  readonly status: CommitStatus;
}

/**
 * `external_id` holds the merge request's number, for whoever runs it again, and once all is said digests of it and of its
 * remarks, so that nothing is said twice. A run that has ended stays as it ended, and its remarks cannot be taken back.
 */
export async function writeStatus(
  project: Project,
  askedAgain: AskedAgain,
  check: Check,
): Promise<void> {
  const { number, status } = check;
  const runs = await ourRuns(project, check);
  const there = runs.find(({ name }) => name === status.context);
  const shown = ` ${digestOf(status.remarks, 8)}`;
  const said = `${number} ${digestOf(status, 16)}${shown}`;
  if (there?.externalId === said && !(await askedAgain(there, runs))) return;
  const open = there?.completed === false ? there : null;
  const same = open?.externalId.endsWith(shown) === true;
  const fits = same || open?.annotations === 0;
  if (open !== null && !fits) await giveUp(project, open);
  let id = open !== null && fits ? open.id : null;
  const groups = grouped(same ? [] : status.remarks.slice(0, REMARKS_LIMIT));
  for (const [index, remarks] of groups.entries()) {
    const last = index === groups.length - 1;
    const members = saying(status, remarks, last ? said : String(number));
    id = await send(project, check, { id, ...members });
  }
}

/** The newest of each name: another App may have some that are called the same. */
async function ourRuns(
  { octokit, at, appId }: Project,
  { head }: Check,
): Promise<readonly CheckRun[]> {
  const { rest } = await octokit();
  const asked = { ...at, ref: head, app_id: appId, filter: 'latest', per_page: 100 } as const;
  const answer = recordOf((await rest.checks.listForRef(asked)).data);
  return listOf(answer['check_runs'])
    .map(checkRunFrom)
    .sort((a, b) => b.id - a.id);
}

/** Left under way it would keep its suite from ever being completed. */
async function giveUp({ octokit, at }: Project, { id }: CheckRun): Promise<void> {
  const { rest } = await octokit();
  await rest.checks.update({ ...at, check_run_id: id, conclusion: 'cancelled' });
}

/** Makes the run, or adds to it: annotations are appended. Gives its id. */
async function send(
  { octokit, at }: Project,
  { head, status }: Check,
  { id, ...said }: { readonly id: number | null } & ReturnType<typeof saying>,
): Promise<number> {
  const { rest } = await octokit();
  const members = { ...at, ...said };
  const answer =
    id === null
      ? await rest.checks.create({ ...members, name: status.context, head_sha: head })
      : await rest.checks.update({ ...members, check_run_id: id });
  return checkRunFrom(answer.data).id;
}

function saying(status: CommitStatus, remarks: readonly Remark[], externalId: string) {
  return {
    ...STATES[status.state],
    ...(status.url === null ? {} : { details_url: status.url }),
    external_id: externalId,
    output: {
      title: status.summary,
      summary: (status.details || status.summary).slice(0, SUMMARY_LIMIT),
      annotations: remarks.map(annotation),
    },
    actions: [AGAIN],
  };
}

function annotation({ path, line, column, severity, message }: Remark) {
  return {
    path,
    start_line: line,
    end_line: line,
    start_column: column,
    end_column: column,
    annotation_level: severity === 'error' ? ('failure' as const) : ('warning' as const),
    message,
  };
}

/** At least one group, if need be an empty one. */
function grouped(remarks: readonly Remark[]): readonly (readonly Remark[])[] {
  const [some, rest] = [remarks.slice(0, AT_ONCE), remarks.slice(AT_ONCE)];
  return rest.length === 0 ? [some] : [some, ...grouped(rest)];
}
