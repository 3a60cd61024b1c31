// Environments, and what was deployed to them.

import { refuse } from '../model/refusal.ts';
import type { Deployment, Environment } from '../model/state.ts';
import { html, type Html } from './html.ts';
import { ago } from './layout.ts';
import type { Page, Site, Visit } from './site.ts';

const MOST = 50;

export function environmentPages(site: Site): void {
  site.page('environments', '', environments);
  site.page('environments', '/*', environment);
}

const BADGES: Readonly<Record<string, string>> = {
  success: '',
  running: 'plain',
  canceled: 'plain',
  failed: 'closed',
};

function environments(visit: Visit): Page {
  const { project } = visit;
  const sorted = [...project.environments].sort((a, b) => a.name.localeCompare(b.name));
  const of = (state: Environment['state']): readonly Environment[] =>
    sorted.filter((one) => one.state === state);
  return {
    title: 'Environments',
    tab: 'environments',
    body: html`<h1>Environments</h1>
      <div id="environments" data-live>
        ${sorted.length === 0 ? html`<p class="soft">Nothing has been deployed yet.</p>` : null}
        ${list(visit, 'Available', of('available'))} ${list(visit, 'Stopped', of('stopped'))}
      </div>`,
  };
}

function list(visit: Visit, title: string, found: readonly Environment[]): Html | null {
  if (found.length === 0) return null;
  const rows = found.map((one) => {
    const last = deploymentsOf(visit, one)[0];
    return html`<li>
      <div class="grow">
        <a
          href="${visit.link('environments', visit.pages.forge === 'GitLab' ? String(one.id) : one.name)}"
          >${one.name}</a
        >
        <div class="small soft">
          ${one.tier}${one.externalUrl === null ? null : html` · ${one.externalUrl}`}
        </div>
      </div>
      ${last === undefined ? null : said(visit, last)}
    </li>`;
  });
  return html`<h2>${title}</h2>
    <section class="box">
      <ul class="rows">
        ${rows}
      </ul>
    </section>`;
}

function environment(visit: Visit): Page {
  const found = visit.project.environments.find(
    ({ id, name }) => String(id) === visit.rest || name === visit.rest,
  );
  if (found === undefined) throw refuse(404, 'There is no such environment.');
  const rows = deploymentsOf(visit, found)
    .slice(0, MOST)
    .map(
      (one) =>
        html`<li>
          <div class="grow">
            #${one.iid}
            <a href="${visit.link('commit', one.sha)}"><code>${one.sha.slice(0, 8)}</code></a>
            <span class="small soft">
              on ${one.ref} by ${visit.world.store.user(one.userId).name}
            </span>
          </div>
          ${said(visit, one)}
        </li>`,
    );
  return {
    title: found.name,
    tab: 'environments',
    body: html`<h1>${found.name} <span class="badge plain">${found.state}</span></h1>
      <section class="box">
        <ul class="rows" id="deployments" data-live>
          ${rows}
        </ul>
      </section>`,
  };
}

function said({ world }: Visit, { status, updatedAt }: Deployment): Html {
  return html`<span class="badge ${BADGES[status] ?? 'plain'}">${status}</span>
    <span class="small soft">${ago(world, updatedAt)}</span>`;
}

/** Newest first. */
function deploymentsOf({ project }: Visit, { id }: Environment): readonly Deployment[] {
  return project.deployments.filter(({ environmentId }) => environmentId === id).toReversed();
}
