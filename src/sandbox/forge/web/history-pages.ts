// Commits and branches.

import { readCommit, readCommits, type Commit } from '../git/commits.ts';
import { EMPTY_TREE, readDiff } from '../git/diffs.ts';
import { mergeBase, resolveCommit } from '../git/refs.ts';
import { protection } from '../model/access.ts';
import { refuse } from '../model/refusal.ts';
import { diffView } from './diff-view.ts';
import { html, type Html } from './html.ts';
import { ago } from './layout.ts';
import { refAndPath, type Page, type Site, type Visit } from './site.ts';

export function historyPages(site: Site): void {
  site.page('commits', '/*', commits);
  site.page('commit', '/:sha', commit);
  site.page('compare', '/*', compare);
  site.page('branches', '', branches);
}

export function commitRow(
  { link, world }: Visit,
  { sha, title, authorName, committedAt }: Commit,
): Html {
  return html`<li>
    <div class="grow">
      <a href="${link('commit', sha)}">${title}</a>
      <div class="small soft">${authorName} · ${ago(world, committedAt)}</div>
    </div>
    <code>${sha.slice(0, 8)}</code>
  </li>`;
}

async function commits(visit: Visit): Promise<Page> {
  const { ref, path } = refAndPath(visit);
  const tip = await resolveCommit(visit.repository, ref);
  if (tip === null) throw refuse(404, `There is no branch, tag or commit ${ref}.`);
  const found = await readCommits(visit.repository, {
    range: [tip],
    limit: 100,
    ...(path === '' ? {} : { path }),
  });
  return {
    title: `Commits of ${ref}`,
    tab: 'commits',
    body: html`<h1>Commits <span class="badge plain">${ref}</span></h1>
      <section class="box">
        <ul class="rows" id="commits" data-live>
          ${found.map((one) => commitRow(visit, one))}
        </ul>
      </section>`,
  };
}

async function commit(visit: Visit): Promise<Page> {
  const sha = await resolveCommit(visit.repository, visit.input.text('sha') ?? '');
  if (sha === null) throw refuse(404, 'There is no such commit.');
  const found = await readCommit(visit.repository, sha);
  const files = await readDiff(visit.repository, found.parents[0] ?? EMPTY_TREE, sha);
  const more = found.message.slice(found.title.length).trim();
  return {
    title: found.title,
    tab: 'commits',
    body: html`<h1>${found.title}</h1>
      <p class="soft">
        ${found.authorName} · ${ago(visit.world, found.committedAt)} · <code>${sha}</code>
      </p>
      ${more === '' ? null : html`<pre>${more}</pre>`}${diffView(files)}`,
  };
}

/** `A...B`: what B has beyond where both parted, as merge requests show it. `A..B`: one against the other. */
async function compare(visit: Visit): Promise<Page> {
  const { repository } = visit;
  const [, from = '', dots = '', to = ''] = /^(.+?)(\.{2,3})(.+)$/.exec(visit.rest) ?? [];
  const [left, right] = [
    await resolveCommit(repository, from),
    await resolveCommit(repository, to),
  ];
  if (left === null || right === null) throw refuse(404, 'There is nothing to compare.');
  const base = dots === '...' ? ((await mergeBase(repository, left, right)) ?? EMPTY_TREE) : left;
  const found = await readCommits(repository, { range: [`${left}..${right}`], limit: 100 });
  return {
    title: `${from}${dots}${to}`,
    tab: 'commits',
    body: html`<h1>Compare <code>${short(from)}</code> with <code>${short(to)}</code></h1>
      ${
        found.length === 0
          ? html`<p class="soft">No commits.</p>`
          : html`<section class="box">
              <ul class="rows">
                ${found.map((one) => commitRow(visit, one))}
              </ul>
            </section>`
      }
      ${diffView(await readDiff(repository, base, right))}`,
  };
}

const short = (name: string): string => (/^[0-9a-f]{40}$/.test(name) ? name.slice(0, 8) : name);

function branches({ link, pages, project }: Visit): Page {
  const names = Object.keys(project.refs)
    .filter((ref) => ref.startsWith('refs/heads/'))
    .map((ref) => ref.slice(11));
  const rows = names.sort().map((name) => {
    const open = project.mergeRequests.find(
      (mr) => mr.source === name && mr.sourceProject === project.id && mr.state === 'opened',
    );
    const more =
      open !== undefined
        ? html`<a href="${link('merge request', String(open.iid))}">${pages.sign}${open.iid}</a>`
        : name === project.defaultBranch
          ? null
          : html`<a
              class="button"
              href="${link('new merge request')}?source=${encodeURIComponent(name)}"
              >New ${pages.request}</a
            >`;
    const badge =
      protection(project, name) === null ? null : html` <span class="badge plain">protected</span>`;
    return html`<li>
      <span class="grow"><a href="${link('tree', name)}">${name}</a>${badge}</span>${more}
    </li>`;
  });
  return {
    title: 'Branches',
    tab: 'branches',
    body: html`<h1>Branches</h1>
      <section class="box">
        <ul class="rows" id="branches" data-live>
          ${rows}
        </ul>
      </section>`,
  };
}
