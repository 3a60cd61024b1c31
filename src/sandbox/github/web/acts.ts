// What the buttons and forms that only GitHub has do.

import { mergeRefusal } from '../../forge/model/accept-merge.ts';
import { levels } from '../../forge/model/access.ts';
import { dequeue, enqueue } from '../../forge/model/merge-queue.ts';
import { changeDraft } from '../../forge/model/merge-requests.ts';
import { refuse } from '../../forge/model/refusal.ts';
import type { CheckRun, MergeRequest } from '../../forge/model/state.ts';
import { editRefusal } from '../../forge/web/merge-box.ts';
import { mergeRequestOf } from '../../forge/web/merge-request-page.ts';
import type { Page, Site, Visit } from '../../forge/web/site.ts';
import { html } from '../../forge/web/html.ts';
import { requestAction, rerequestRun, rerequestSuite } from '../model/check-runs.ts';
import { submitReview } from '../model/reviews.ts';
import { checksBox, lightOf, runView } from './checks.ts';

const runs = { path: 'runs' };

export function githubActs(site: Site): void {
  site.page(runs, '/:run', runPage);
  site.post(runs, '/:run/again', async (visit) => {
    const run = runOf(visit);
    requirePusher(visit.level);
    await rerequestRun(visit.world, visit, run);
    return backTo(visit, run.sha);
  });
  site.post(runs, '/:run/actions', async (visit) => {
    const run = runOf(visit);
    requirePusher(visit.level);
    const identifier = visit.input.text('identifier') ?? '';
    if (!run.actions.some((action) => action.identifier === identifier))
      throw refuse(422, 'The check run has no such action.');
    await requestAction(visit.world, visit, { run, identifier });
    return backTo(visit, run.sha);
  });
  site.post({ path: 'suites' }, '/:suite/again', async (visit) => {
    const { project, input, level, world } = visit;
    const suite = project.checkSuites.find(({ id }) => String(id) === input.text('suite'));
    if (suite === undefined) throw refuse(404, 'There is no such check suite.');
    requirePusher(level);
    await rerequestSuite(world, visit, suite);
    return backTo(visit, suite.sha);
  });
  reviewActs(site);
  queueActs(site);
}

function reviewActs(site: Site): void {
  site.post('merge request', '/:iid/reviews', async (visit) => {
    const mr = mergeRequestOf(visit);
    const { world, project, user, level, input } = visit;
    const state = (['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED'] as const).find(
      (one) => one === input.text('state'),
    );
    const body = (input.text('body') ?? '').replaceAll('\r\n', '\n').trim();
    if (level < levels.reporter) throw refuse(403, 'Only members may review.');
    if (state === undefined) throw refuse(422, 'Say which verdict you mean.');
    if (state !== 'COMMENTED' && mr.authorId === user.id)
      throw refuse(422, 'Nobody approves what is their own.');
    if (state !== 'APPROVED' && body === '') throw refuse(422, 'Say something first.');
    const commit = input.text('commit') ?? mr.head;
    if (!mr.versions.some(({ head }) => head === commit))
      throw refuse(422, 'The pull request never had this commit.');
    await submitReview(world, { project, mr, user }, { state, body, commit });
    return pageOf(visit, mr);
  });
}

function queueActs(site: Site): void {
  for (const [act, change] of [
    ['enqueue', enqueue],
    ['dequeue', dequeue],
  ] as const) {
    site.post('merge request', `/:iid/${act}`, async (visit) => {
      const mr = mergeRequestOf(visit);
      const { world, project, user } = visit;
      const why = mergeRefusal(project, mr, user);
      if (why !== null) throw refuse(403, why);
      await change(world, { project, mr, user });
      return pageOf(visit, mr);
    });
  }
  for (const act of ['draft', 'ready'] as const) {
    site.post('merge request', `/:iid/${act}`, async (visit) => {
      const mr = mergeRequestOf(visit);
      const { world, project, user } = visit;
      const why = editRefusal(visit, mr);
      if (why !== null) throw refuse(403, why);
      await changeDraft(world, { project, mr, user }, act === 'draft');
      return pageOf(visit, mr);
    });
  }
}

function runPage(visit: Visit): Page {
  const run = runOf(visit);
  return {
    title: run.name,
    tab: 'commits',
    body: html`<h1>
        ${run.name}
        <a class="mono small" href="${visit.link('commit', run.sha)}">${run.sha.slice(0, 8)}</a>
      </h1>
      <div id="run" data-live>
        <section class="box">
          <header>
            <span class="light ${lightOf(run)}"></span
            ><strong>${run.title ?? run.conclusion ?? run.status}</strong>
          </header>
          <div class="in">${runView(visit, run)}</div>
        </section>
        ${checksBox(visit, { head: run.sha })}
      </div>`,
  };
}

function runOf({ project, input }: Visit): CheckRun {
  const found = project.checkRuns.find(({ id }) => String(id) === input.text('run'));
  if (found === undefined) throw refuse(404, 'There is no such check run.');
  return found;
}

function requirePusher(level: number): void {
  if (level < levels.developer) throw refuse(403, 'Only who may push can ask for it.');
}

/** The pull request whose head it is, else the commit. */
function backTo(visit: Visit, sha: string): string {
  const mr = visit.project.mergeRequests.find(({ head }) => head === sha);
  return mr === undefined ? visit.link('commit', sha) : pageOf(visit, mr);
}

const pageOf = ({ link }: Visit, mr: MergeRequest): string => link('merge request', String(mr.iid));
