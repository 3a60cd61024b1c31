// The frame of every page.

import type { Project } from '../model/state.ts';
import type { World } from '../model/world.ts';
import { html, type Html, type Value } from './html.ts';
import { addressOf, headline, type Pages } from './pages.ts';
import type { Visitor } from './session.ts';

export interface PageContent {
  readonly title: string;
  readonly visitor: Visitor;
  readonly path: string;
  readonly project?: Project;
  readonly tab?: 'files' | 'commits' | 'branches' | 'merge requests' | 'environments';
  readonly body: Html;
  /** Another site to which the page's forms lead in the end: `http://127.0.0.1:8123`. */
  readonly formsLeadTo?: string;
}

export interface Frame {
  readonly world: World;
  readonly pages: Pages;
}

export function layout({ world, pages }: Frame, page: PageContent): string {
  const { project, visitor } = page;
  const live =
    project === undefined
      ? null
      : html`<script src="/-/live.js" data-project="${project.id}" defer></script>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · Sandbox ${pages.forge}</title>
        <link rel="stylesheet" href="/-/style.css" />
        ${live}
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/">Sandbox ${pages.forge}</a>
          <span class="hint">a teaching aid on loopback: pick who you are, no password</span>
          ${chooser(world, visitor, page.path)}
        </header>
        ${project === undefined ? null : projectBar(pages, project, page.tab)}
        <main>${page.body}</main>
      </body>
    </html>`.html;
}

export const projectUrl = (project: Project): string => `/${project.path}`;

export function avatar(username: string, size = 32): Html {
  return html`<img
    class="avatar"
    src="/-/avatar/${encodeURIComponent(username)}.svg"
    width="${size}"
    height="${size}"
    alt=""
  />`;
}

export function ago(world: World, iso: string): Html {
  const seconds = Math.max(0, Math.round((world.now().getTime() - Date.parse(iso)) / 1000));
  const steps = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  const step = steps.find(([length]) => seconds >= length);
  const count = step === undefined ? seconds : Math.floor(seconds / step[0]);
  const text = step === undefined ? 'just now' : `${count} ${step[1]}${count === 1 ? '' : 's'} ago`;
  return html`<time datetime="${iso}" title="${iso}">${text}</time>`;
}

/** A form that changes something. */
export function form(visitor: Visitor, action: string, body: Value): Html {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="form_key" value="${visitor.formKey}" />${body}
  </form>`;
}

function chooser(world: World, visitor: Visitor, path: string): Html {
  const options = world.store.root.users.map(
    ({ username, name }) =>
      html`<option
        value="${username}"
        ${username === visitor.user?.username ? html` selected` : ''}
      >
        ${name} (${username})
      </option>`,
  );
  const who = visitor.user === null ? null : avatar(visitor.user.username, 26);
  return html`<div class="who">
    ${who}${form(
      visitor,
      '/-/sign-in',
      html`<input type="hidden" name="back" value="${path}" /><select
          name="user"
          aria-label="Who you are"
        >
          <option value="">Nobody (looking on)</option>
          ${options}</select
        ><button>Be this one</button>`,
    )}
  </div>`;
}

function projectBar(pages: Pages, project: Project, tab: PageContent['tab']): Html {
  const open = project.mergeRequests.filter(({ state }) => state === 'opened').length;
  const link = (...page: Parameters<typeof addressOf>[2]): string =>
    addressOf(pages, project, page);
  const tabs = [
    ['files', projectUrl(project), 'Files'],
    ['commits', link('commits', project.defaultBranch), 'Commits'],
    ['branches', link('branches'), 'Branches'],
    ['merge requests', link('merge requests'), headline(`${pages.request}s`)],
    ['environments', link('environments'), 'Environments'],
  ] as const;
  const links = tabs.map(([name, url, text]) => {
    const count =
      name === 'merge requests' && open > 0 ? html` <span class="count">${open}</span>` : null;
    return html`<a href="${url}" ${name === tab ? html` aria-current="page"` : ''}
      >${text}${count}</a
    >`;
  });
  return html`<nav class="project" id="project-bar" data-live>
    <strong>${project.path}</strong>${links}
  </nav>`;
}
