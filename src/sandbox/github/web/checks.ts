// Check runs: what the App says of the head, its remarks, and the buttons to ask it again.

import { levelOf, levels } from '../../forge/model/access.ts';
import type { Annotation, CheckRun, MergeRequest } from '../../forge/model/state.ts';
import { html, type Html } from '../../forge/web/html.ts';
import { ago, form } from '../../forge/web/layout.ts';
import type { RemarkAt } from '../../forge/web/pages.ts';
import type { Visit } from '../../forge/web/site.ts';
import { latestRuns } from '../model/check-suites.ts';

/** What one commit's newest runs say, with a button for all of them. */
export function checksBox(visit: Visit, { head }: Pick<MergeRequest, 'head'>): Html | null {
  const { project } = visit;
  const suites = project.checkSuites.filter(({ sha }) => sha === head);
  const runs = suites.flatMap((suite) => latestRuns(project, suite));
  if (runs.length === 0) return null;
  const again = suites.map((suite) => button(visit, [`suites/${suite.id}/again`, 'Re-run all']));
  return html`<section class="box">
    <header><strong class="grow">Checks</strong>${again}</header>
    <div class="in lights">${runs.map((run) => light(visit, run))}</div>
  </section>`;
}

export function runView(visit: Visit, run: CheckRun): Html {
  const { annotations, summary, text } = run;
  return html`${summary === null ? null : html`<div class="md">${visit.markdown(summary)}</div>`}
  ${
    annotations.length === 0
      ? null
      : html`<ul class="remarks">
          ${annotations.map((one) => remark(visit, run, one))}
        </ul>`
  }
  ${text === null ? null : html`<div class="md">${visit.markdown(text)}</div>`}`;
}

/** Beside the lines that the newest runs name. */
export function remarksOf({ project }: Visit, { head }: Pick<MergeRequest, 'head'>): RemarkAt {
  const all = project.checkSuites
    .filter(({ sha }) => sha === head)
    .flatMap((suite) => latestRuns(project, suite))
    .flatMap((run) => run.annotations.map((annotation) => ({ run, annotation })));
  return (path, line) => {
    const here = all.filter(
      ({ annotation }) => annotation.path === path && annotation.endLine === line,
    );
    if (here.length === 0) return null;
    return html`${here.map(
      ({ run, annotation }) =>
        html`<div>${level(annotation)} <strong>${run.name}</strong> ${annotation.message}</div>`,
    )}`;
  };
}

function light(visit: Visit, run: CheckRun): Html {
  const actions = run.actions.map(({ label, description, identifier }) =>
    button(visit, [`runs/${run.id}/actions`, label], { description, identifier }),
  );
  const ended =
    run.completedAt === null
      ? html`<span class="soft small">${run.status.replace('_', ' ')}</span>`
      : ago(visit.world, run.completedAt);
  return html`<div class="light ${lightOf(run)}">
    <a href="${visit.link('project', 'runs', String(run.id))}"><strong>${run.name}</strong></a>
    <span class="soft">${run.title ?? run.status}</span> ${ended}
    ${button(visit, [`runs/${run.id}/again`, 'Re-run'])} ${actions}
    <details>
      <summary>Details</summary>
      ${runView(visit, run)}
    </details>
  </div>`;
}

/** The class of its colour. */
export function lightOf({ conclusion }: CheckRun): string {
  if (conclusion === null) return 'running';
  if (conclusion === 'success') return 'success';
  return ['neutral', 'skipped', 'stale', 'cancelled'].includes(conclusion) ? 'skipped' : 'failed';
}

function remark(visit: Visit, run: CheckRun, annotation: Annotation): Html {
  const { message, path, startLine, title } = annotation;
  const at = `${visit.link('blob', run.sha, path)}#L${startLine}`;
  return html`<li>
    ${level(annotation)} <a class="mono" href="${at}">${path}:${startLine}</a>
    ${title === null ? null : html`<strong>${title}</strong> `}${message}
  </li>`;
}

const level = ({ level: how }: Annotation): Html =>
  html`<span class="badge ${how === 'failure' ? 'closed' : 'plain'}"
    >${how === 'failure' ? 'error' : how}</span
  >`;

function button(
  visit: Visit,
  [where, label]: readonly [string, string],
  action?: { readonly description: string; readonly identifier: string },
): Html {
  const { project, visitor } = visit;
  const may = levelOf(project, visitor.user) >= levels.developer;
  const why = may ? (action?.description ?? null) : 'Only who may push can ask for it.';
  return html`<span class="inline-form"
    >${form(
      visitor,
      visit.link('project', where),
      html`${
          action === undefined
            ? null
            : html`<input type="hidden" name="identifier" value="${action.identifier}" />`
        }<button
          class="small"
          ${may ? '' : html` disabled`}
          ${why === null ? '' : html` title="${why}"`}
        >
          ${label}
        </button>`,
    )}</span
  >`;
}
