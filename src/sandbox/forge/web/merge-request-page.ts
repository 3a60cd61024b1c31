// One merge request: what it says, whether it can be merged, what was said about it.

import { readCommits } from '../git/commits.ts';
import { readDiff } from '../git/diffs.ts';
import { checkMerge } from '../model/mergeability.ts';
import { refuse } from '../model/refusal.ts';
import { latestStatuses } from '../model/statuses.ts';
import { sourceLabel } from '../model/source.ts';
import type { MergeRequest, Note, Status } from '../model/state.ts';
import { latestVersion } from '../model/versions.ts';
import { diffView } from './diff-view.ts';
import { commitRow } from './history-pages.ts';
import { html, type Html } from './html.ts';
import { ago, avatar, form } from './layout.ts';
import { mergeBox } from './merge-box.ts';
import { stateBadge } from './merge-request-list.ts';
import type { Page, Site, Visit } from './site.ts';

export function mergeRequestPages(site: Site): void {
  site.page('merge request', '/:iid', overview);
  site.page('merge request', `/:iid/${site.pages.changes}`, changes);
  site.page('merge request', '/:iid/commits', commits);
}

export function mergeRequestOf(visit: Pick<Visit, 'project' | 'input' | 'pages'>): MergeRequest {
  const found = visit.project.mergeRequests.find(
    ({ iid }) => String(iid) === visit.input.text('iid'),
  );
  if (found === undefined) throw refuse(404, `There is no such ${visit.pages.request}.`);
  return found;
}

async function overview(visit: Visit): Promise<Page> {
  const mr = mergeRequestOf(visit);
  const { world, project, visitor } = visit;
  if (mr.state === 'opened') await checkMerge(world, project, mr);
  const description =
    mr.description.trim() === ''
      ? html`<p class="soft">No description.</p>`
      : html`<div class="md">${visit.markdown(mr.description)}</div>`;
  return frame(visit, mr, {
    tab: '',
    body: html`<section class="box" id="description" data-live>
        <div class="in">${description}</div>
      </section>
      <div id="state" data-live>
        ${statusBox(latestStatuses(project, mr.head))}${visit.pages.checks(visit, mr)}${mergeBox(visit, mr)}
      </div>
      <h2>Activity</h2>
      <div id="activity" data-live>${timeline(visit, mr)}</div>
      ${commentForm(visitor.user !== null)(
        form(
          visitor,
          visit.link('merge request', String(mr.iid), 'notes'),
          html`<input type="hidden" name="head" value="${mr.head}" /><textarea
              name="body"
              rows="5"
              required
              placeholder="Say something, in Markdown"
              aria-label="Comment"
            ></textarea>
            <div class="actions">
              <button class="main" ${visitor.user === null ? html` disabled` : ''}>Comment</button
              >${visitor.user === null ? html`<span class="why">Choose who you are first, in the bar at the top.</span>` : null}
            </div>`,
        ),
      )}${visit.pages.forms(visit, mr)}`,
  });
}

/** Oldest first. */
function timeline(visit: Visit, mr: MergeRequest): Html[] {
  const notes = mr.notes.map((note) => ({ at: note.createdAt, show: noteView(visit, note) }));
  return [...notes, ...visit.pages.moments(visit, mr)]
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map(({ show }) => show);
}

async function changes(visit: Visit): Promise<Page> {
  const mr = mergeRequestOf(visit);
  const { base, head } = latestVersion(mr);
  const files = await readDiff(visit.repository, base, head);
  return frame(visit, mr, {
    tab: visit.pages.changes,
    body: html`<div id="changes" data-live>
      ${diffView(files, visit.pages.remarkAt(visit, mr))}
    </div>`,
  });
}

async function commits(visit: Visit): Promise<Page> {
  const mr = mergeRequestOf(visit);
  const { start, head } = latestVersion(mr);
  const found = await readCommits(visit.repository, { range: [`${start}..${head}`] });
  const rows = found.map((commit) => commitRow(visit, commit));
  return frame(visit, mr, {
    tab: 'commits',
    body: html`<section class="box">
      <ul class="rows" id="mr-commits" data-live>
        ${rows}
      </ul>
    </section>`,
  });
}

function frame(visit: Visit, mr: MergeRequest, { tab, body }: { tab: string; body: Html }): Page {
  const { pages, project, world } = visit;
  const author = world.store.user(mr.authorId);
  const url = visit.link('merge request', String(mr.iid));
  const tabs = [
    ['', 'Overview'],
    [pages.changes, 'Changes'],
    ['commits', 'Commits'],
  ] as const;
  const links = tabs.map(
    ([name, text]) =>
      html`<a
        href="${name === '' ? url : `${url}/${name}`}"
        ${name === tab ? html` aria-current="page"` : ''}
        >${text}</a
      >`,
  );
  return {
    title: `${pages.sign}${mr.iid} ${mr.title}`,
    tab: 'merge requests',
    body: html`<div id="head" data-live>
        <h1>${mr.title} <span class="soft">${pages.sign}${mr.iid}</span></h1>
        <p>
          ${stateBadge(mr)} ${avatar(author.username, 22)} <strong>${author.name}</strong>
          <span class="soft">wants to merge</span> <code>${sourceLabel(world, project, mr)}</code>
          <span class="soft">into</span> <code>${mr.target}</code>
          <span class="soft">· ${ago(world, mr.createdAt)}</span>
        </p>
      </div>
      <div class="tabs">${links}</div>
      ${body}`,
  };
}

function statusBox(statuses: readonly Status[]): Html | null {
  if (statuses.length === 0) return null;
  const lights = statuses.map((status) => {
    const name =
      status.targetUrl !== null && /^https?:/.test(status.targetUrl)
        ? html`<a href="${status.targetUrl}">${status.name}</a>`
        : status.name;
    return html`<div class="light ${status.state}">
      <strong>${name}</strong> <span class="soft">${status.description ?? status.state}</span>
    </div>`;
  });
  return html`<section class="box"><div class="in lights">${lights}</div></section>`;
}

function noteView(visit: Visit, note: Note): Html {
  const { world } = visit;
  const author = world.store.user(note.authorId);
  if (note.system) {
    return html`<div class="system">
      ${avatar(author.username, 20)} <strong>${author.name}</strong> ${visit.markdown(note.body)}
      ${ago(world, note.createdAt)}
    </div>`;
  }
  const edited =
    note.updatedAt === note.createdAt
      ? null
      : html`<span class="soft small">· edited ${ago(world, note.updatedAt)}</span>`;
  const at =
    note.position === null
      ? null
      : html`<span class="soft small mono"
          >${note.position.new_path ?? ''}${note.position.new_line === null ? '' : `:${note.position.new_line}`}</span
        >`;
  const awards =
    note.awards.length === 0
      ? null
      : html`<p class="small soft">
          ${note.awards.map(({ name, userId }) => html`<span class="badge plain" title="${world.store.user(userId).name}">${emoji[name] ?? `:${name}:`}</span> `)}
        </p>`;
  return html`<article class="note" id="${visit.pages.noteAnchor}${note.id}">
    ${avatar(author.username)}
    <div class="box">
      <header>
        <strong>${author.name}</strong
        ><span class="soft">@${author.username}</span
        >${author.bot ? html`<span class="badge plain">bot</span>` : null}<span class="small"
          >${ago(world, note.createdAt)}</span
        >${edited}${at}
      </header>
      <div class="in md">${visit.markdown(note.body)}${awards}</div>
    </div>
  </article>`;
}

const emoji: Readonly<Record<string, string>> = {
  thumbsup: '👍',
  thumbsdown: '👎',
  '+1': '👍',
  '-1': '👎',
  hooray: '🎉',
  laugh: '😄',
  confused: '😕',
  eyes: '👀',
  rocket: '🚀',
  tada: '🎉',
  white_check_mark: '✅',
  x: '❌',
  heart: '❤️',
};

const commentForm =
  (signedIn: boolean) =>
  (inner: Html): Html =>
    html`<section class="box${signedIn ? '' : ' wait'}"><div class="in">${inner}</div></section>`;
