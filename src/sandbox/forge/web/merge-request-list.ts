// The list of merge requests, and opening a new one.

import { levels } from '../model/access.ts';
import { openMergeRequest } from '../model/merge-requests.ts';
import { refuse } from '../model/refusal.ts';
import { sourceLabel } from '../model/source.ts';
import type { MergeRequest } from '../model/state.ts';
import { readCommit } from '../git/commits.ts';
import { tipOf } from '../model/mergeability.ts';
import { html, type Html } from './html.ts';
import { ago, avatar, form } from './layout.ts';
import { headline } from './pages.ts';
import type { Page, Site, Visit } from './site.ts';

const states = ['opened', 'merged', 'closed', 'all'] as const;
const words = { opened: 'Open', merged: 'Merged', closed: 'Closed', all: 'All' } as const;

export function mergeRequestListPages(site: Site): void {
  site.page('merge requests', '', list);
  site.page('new merge request', '', newForm);
  site.page('new merge request', '/*', newForm);
  site.post('new merge request', '', async (visit) => {
    const { world, project, user, level, input, link, pages } = visit;
    if (level < levels.developer)
      throw refuse(403, 'Your role may read and comment here, not propose.');
    const title = (input.text('title') ?? '').trim();
    if (title === '') throw refuse(400, `A ${pages.request} needs a title.`);
    const mr = await world.alone(project, () =>
      openMergeRequest(
        world,
        { project, user },
        {
          source: input.text('source') ?? '',
          target: input.text('target') ?? project.defaultBranch,
          title,
          ...(input.flag('draft') ? { draft: true } : {}),
          description: input.text('description') ?? '',
          labels: [],
          assigneeIds: [],
          reviewerIds: [],
          squash: false,
          removeSource: input.flag('remove_source'),
        },
      ),
    );
    return link('merge request', String(mr.iid));
  });
}

export function stateBadge(mr: MergeRequest): Html {
  return html`<span class="badge ${mr.state}">${words[mr.state]}</span
    >${mr.draft ? html` <span class="badge plain">Draft</span>` : null}`;
}

function list(visit: Visit): Page {
  const { project, input, link, pages } = visit;
  const wanted = states.find((state) => state === input.text('state')) ?? 'opened';
  const shown = project.mergeRequests
    .filter(({ state }) => wanted === 'all' || state === wanted)
    .reverse();
  const tabs = states.map((state) => {
    const count = project.mergeRequests.filter(
      (mr) => state === 'all' || mr.state === state,
    ).length;
    return html`<a href="?state=${state}" ${state === wanted ? html` aria-current="page"` : ''}
      >${words[state]} <span class="count">${count}</span></a
    >`;
  });
  return {
    title: headline(`${pages.request}s`),
    tab: 'merge requests',
    body: html`<h1>${headline(`${pages.request}s`)}</h1>
      <div id="list" data-live>
        <div class="tabs">${tabs}</div>
        ${
          shown.length === 0
            ? html`<p class="soft">None here.</p>`
            : html`<section class="box">
                <ul class="rows">
                  ${shown.map((mr) => row(visit, mr))}
                </ul>
              </section>`
        }
      </div>
      <p>
        <a class="button main" href="${link('new merge request')}">New ${pages.request}</a>
      </p>`,
  };
}

function row({ link, pages, project, world }: Visit, mr: MergeRequest): Html {
  const author = world.store.user(mr.authorId);
  const comments = mr.notes.filter(({ system }) => !system).length;
  return html`<li>
    ${avatar(author.username)}
    <div class="grow">
      <a href="${link('merge request', String(mr.iid))}"><strong>${mr.title}</strong></a>
      <div class="small soft">
        ${pages.sign}${mr.iid} · ${author.name} ·
        <span class="mono">${sourceLabel(world, project, mr)}</span> →
        <span class="mono">${mr.target}</span> · ${ago(world, mr.updatedAt)}
      </div>
    </div>
    <span class="soft small"
      >${comments === 0 ? '' : `${comments} comment${comments === 1 ? '' : 's'}`}</span
    >${stateBadge(mr)}
  </li>`;
}

async function newForm(visit: Visit): Promise<Page> {
  const { project, visitor, input, repository, link, pages } = visit;
  const source = input.text('source') ?? visit.rest;
  const target = input.text('target') ?? project.defaultBranch;
  const tip = tipOf(project, source);
  const title = tip === null ? '' : (await readCommit(repository, tip)).title;
  const names = Object.keys(project.refs)
    .filter((ref) => ref.startsWith('refs/heads/'))
    .map((ref) => ref.slice(11));
  const options = (chosen: string): Html[] =>
    names
      .sort()
      .map((name) => html`<option${name === chosen ? html` selected` : ''}>${name}</option>`);
  const why = visitor.user === null ? 'Choose who you are first, in the bar at the top.' : null;
  const body = html`<label
      >From branch
      <select name="source">
        ${options(source)}
      </select></label
    >
    <label
      >Into
      <select name="target">
        ${options(target)}
      </select></label
    >
    <label>Title <input type="text" name="title" value="${title}" required /></label>
    <label>Description, in Markdown <textarea name="description" rows="6"></textarea></label>
    <label class="inline"
      ><input type="checkbox" name="remove_source" value="true" checked /> Remove the branch after
      the merge</label
    >
    ${draftBox(visit)}
    <div class="actions">
      <button class="main" ${why === null ? '' : html` disabled`}>Open ${pages.request}</button
      ><span class="why">${why}</span>
    </div>`;
  return {
    title: `New ${pages.request}`,
    tab: 'merge requests',
    body: html`<h1>New ${pages.request}</h1>
      ${form(visitor, link('new merge request'), body)}`,
  };
}

/** Where the title does not say it. */
function draftBox({ world }: Visit): Html | null {
  if (world.rules.draftBy('') !== null) return null;
  return html`<label class="inline"
    ><input type="checkbox" name="draft" value="true" /> It is a draft still</label
  >`;
}
