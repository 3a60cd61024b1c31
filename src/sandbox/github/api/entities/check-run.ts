// Check runs and their annotations as GitHub's JSON shows them.

import type { Annotation, CheckRun } from '../../../forge/model/check.ts';
import { apiOf, pageOf } from './addresses.ts';
import { appJson } from './app.ts';
import type { InProject } from './in-project.ts';
import { nodeId } from './node-id.ts';
import { pullReference } from './pull.ts';
import { githubTimeOrNull } from './time.ts';

export function checkRunJson(at: InProject, run: CheckRun): Record<string, unknown> {
  return { ...checkRunBrief(at, run), check_suite: { id: run.suiteId } };
}

/** Without its suite. */
export function checkRunBrief(at: InProject, run: CheckRun): Record<string, unknown> {
  const { world, project } = at;
  const url = `${apiOf(world, project)}/check-runs/${run.id}`;
  const page = `${pageOf(world, project)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.sha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: githubTimeOrNull(run.startedAt),
    completed_at: githubTimeOrNull(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    app: appJson(world),
    pull_requests: pullsOf(at, run.sha),
  };
}

export function annotationJson(
  { world, project }: InProject,
  { run, annotation }: { readonly run: CheckRun; readonly annotation: Annotation },
): Record<string, unknown> {
  return {
    path: annotation.path,
    blob_href: `${pageOf(world, project)}/blob/${run.sha}/${annotation.path}`,
    start_line: annotation.startLine,
    start_column: annotation.startColumn,
    end_line: annotation.endLine,
    end_column: annotation.endColumn,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: annotation.rawDetails,
  };
}

/** Those whose head it is. Pushes to forks are not seen, as GitHub says of itself. */
export function pullsOf({ world, project }: InProject, sha: string): Record<string, unknown>[] {
  return project.mergeRequests
    .filter(({ head, sourceProject, state }) => {
      return head === sha && sourceProject === project.id && state === 'opened';
    })
    .map((mr) => pullReference({ world, project, mr }));
}
