// The pages: everything that a browser may ask for.

import type { FastifyInstance } from 'fastify';
import { fieldsOf } from './fields.ts';
import type { Live } from '../model/live.ts';
import { environmentPages } from './environment-pages.ts';
import { filePages } from './file-pages.ts';
import { historyPages } from './history-pages.ts';
import { escapeHtml, html } from './html.ts';
import { ago, projectUrl, type Frame } from './layout.ts';
import { addressOf } from './pages.ts';
import { mergeRequestActs } from './merge-request-acts.ts';
import { mergeRequestListPages } from './merge-request-list.ts';
import { mergeRequestPages } from './merge-request-page.ts';
import { requireFormKey, setVisitor, visitorOf } from './session.ts';
import { createSite, guarded, send } from './site.ts';
import { liveScript, style } from './style.ts';

export function webRoutes(app: FastifyInstance, frame: Frame, live: Live): void {
  app.get('/-/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
  app.get('/-/live.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(liveScript),
  );
  app.get('/-/avatar/:file', (request, reply) => {
    const { file } = request.params as { file: string };
    return reply
      .type('image/svg+xml')
      .header('cache-control', 'max-age=3600')
      .send(portrait(file.replace(/\.svg$/, '')));
  });
  home(app, frame);
  signIn(app, frame);
  news(app, live);
  const site = createSite(app, frame);
  filePages(site);
  historyPages(site);
  mergeRequestListPages(site);
  mergeRequestPages(site);
  mergeRequestActs(site);
  environmentPages(site);
  site.pages.acts(site);
}

function home(app: FastifyInstance, frame: Frame): void {
  const { world, pages } = frame;
  app.get('/', async (request, reply) =>
    guarded(frame, { request, reply }, async () => {
      const rows = world.store.projects().map((project) => {
        const open = project.mergeRequests.filter(({ state }) => state === 'opened').length;
        return html`<li>
          <div class="grow">
            <a href="${projectUrl(project)}"><strong>${project.path}</strong></a>
            <div class="small soft">${project.description}</div>
          </div>
          <a class="small" href="${addressOf(pages, project, ['merge requests'])}"
            >${open} open ${pages.request}${open === 1 ? '' : 's'}</a
          >${ago(world, project.lastActivityAt)}
        </li>`;
      });
      return send(frame, reply, {
        title: 'Projects',
        visitor: visitorOf(world, request),
        path: '/',
        body: html`<h1>Projects</h1>
          <section class="box">
            <ul class="rows">
              ${rows}
            </ul>
          </section>`,
      });
    }),
  );
}

function signIn(app: FastifyInstance, frame: Frame): void {
  const { world } = frame;
  app.post('/-/sign-in', async (request, reply) =>
    guarded(frame, { request, reply }, async () => {
      const input = fieldsOf(request);
      requireFormKey(visitorOf(world, request), input.text('form_key'));
      setVisitor(world, reply, world.store.userNamed(input.text('user') ?? ''));
      const back = input.text('back') ?? '/';
      return reply.redirect(/^\/(?![/\\])/.test(back) ? back : '/', 303);
    }),
  );
}

/** Server-sent events: one line whenever something of the project has changed. */
function news(app: FastifyInstance, live: Live): void {
  app.get('/-/live', (request, reply) => {
    const project = Number(fieldsOf(request).text('project') ?? 0);
    const gone = new AbortController();
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.on('close', () => gone.abort());
    void tell(reply.raw, { live, project, gone: gone.signal });
  });
}

async function tell(
  to: NodeJS.WritableStream,
  { live, project, gone }: { live: Live; project: number; gone: AbortSignal },
): Promise<void> {
  while (!gone.aborted) {
    const next = live.next(project, gone);
    to.write(`data: ${live.revision(project)}\n\n`);
    await next;
  }
}

/** Initials on a colour of their own. */
function portrait(username: string): string {
  const hue = username
    .split('')
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const initials = escapeHtml(username.slice(0, 2).toUpperCase());
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="hsl(${hue} 45% 42%)"/><text x="20" y="26" font-family="system-ui,sans-serif" font-size="16" font-weight="600" fill="#fff" text-anchor="middle">${initials}</text></svg>`;
}
