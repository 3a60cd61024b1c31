// What every page works with: the visitor, the project, and how to answer.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fieldsOf, type Fields } from './fields.ts';
import { levelOf } from '../model/access.ts';
import { Refusal, refuse } from '../model/refusal.ts';
import type { Project, User } from '../model/state.ts';
import { html, type Html } from './html.ts';
import { layout, type Frame, type PageContent } from './layout.ts';
import { renderMarkdown } from './markdown.ts';
import { addressOf, type PageName, type Pages } from './pages.ts';
import type { References } from './references.ts';
import { isLoopback, requireFormKey, visitorOf, type Visitor } from './session.ts';

export interface Visit extends Frame {
  readonly visitor: Visitor;
  readonly project: Project;
  readonly repository: string;
  readonly input: Fields;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** What the path goes on with: a ref and a file. */
  readonly rest: string;
  /** A page of this project. Every part is encoded, slashes stay. */
  readonly link: (page: PageName | 'project', ...parts: readonly string[]) => string;
  /** What people and bots wrote. */
  readonly markdown: (text: string) => Html;
}

export type Page = Omit<PageContent, 'visitor' | 'path' | 'project'>;

/** A page that the other forge does not have. */
export interface OwnPage {
  readonly path: string;
}

type Shown = Promise<Page> | Page;

export interface Site {
  readonly pages: Pages;
  /** `project`: the project itself. `rest` is what the path goes on with. */
  page(name: PageName | 'project' | OwnPage, rest: string, show: (visit: Visit) => Shown): void;
  /** A form's receiver; returns where to go next. */
  post(
    name: PageName | OwnPage,
    rest: string,
    act: (visit: Visit & { user: User; level: number }) => Promise<string>,
  ): void;
}

export function createSite(app: FastifyInstance, frame: Frame): Site {
  const { pages } = frame;
  return {
    pages,
    page(name, rest, show) {
      app.get(`/:group/:name${pathOf(pages, name)}${rest}`, async (request, reply) =>
        guarded(frame, { request, reply }, async () => {
          const visit = visitOf(frame, { request, reply });
          const { project, visitor } = visit;
          const content = await show(visit);
          return send(frame, reply, { ...content, project, visitor, path: request.url });
        }),
      );
    },
    post(name, rest, act) {
      app.post(`/:group/:name${pathOf(pages, name)}${rest}`, async (request, reply) =>
        guarded(frame, { request, reply }, async () => {
          const visit = visitOf(frame, { request, reply });
          requireFormKey(visit.visitor, visit.input.text('form_key'));
          const { user } = visit.visitor;
          if (user === null) throw refuse(403, 'Choose who you are first, in the bar at the top.');
          if (visit.project.archived)
            throw refuse(403, 'It is archived: nothing in it can be changed.');
          const level = levelOf(visit.project, user);
          return reply.redirect(await act({ ...visit, user, level }), 303);
        }),
      );
    },
  };
}

function pathOf(pages: Pages, name: PageName | 'project' | OwnPage): string {
  if (typeof name === 'object') return `/${name.path}`;
  return name === 'project' ? '' : `/${pages.paths[name]}`;
}

export function send(frame: Frame, reply: FastifyReply, content: PageContent): FastifyReply {
  const leadTo = content.formsLeadTo === undefined ? '' : ` ${content.formsLeadTo}`;
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'same-origin')
    .header('x-content-type-options', 'nosniff')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'${leadTo}; base-uri 'none'; frame-ancestors 'none'`,
    )
    .send(layout(frame, content));
}

/** Shows a refusal as a page, with its words. */
export async function guarded(
  frame: Frame,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  run: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  if (!isLoopback(request))
    return reply.code(403).type('text/plain').send('These pages answer on loopback only.');
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const back = request.headers.referer ?? '/';
    return send(frame, reply.code(error.status), {
      title: 'Not done',
      visitor: visitorOf(frame.world, request),
      path: '/',
      body: html`<h1>That was not done</h1>
        <section class="box no"><div class="in">${error.message}</div></section>
        <p><a href="${/^https?:/.test(back) ? back : '/'}">Back</a></p>`,
    });
  }
}

function visitOf(
  { world, pages }: Frame,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Visit {
  const {
    group,
    name,
    '*': rest = '',
  } = request.params as { group: string; name: string; '*'?: string };
  const project = world.store.projectByPath(`${group}/${name}`);
  if (project === null) throw refuse(404, 'There is no such project.');
  return {
    world,
    pages,
    visitor: visitorOf(world, request),
    project,
    repository: world.store.repository(project),
    input: fieldsOf(request),
    request,
    reply,
    rest,
    link: (...page) => addressOf(pages, project, page),
    markdown: (text) =>
      renderMarkdown(text, { breaks: pages.breaks, references: referencesTo(pages, project) }),
  };
}

function referencesTo(pages: Pages, project: Project): References {
  return {
    sign: pages.sign,
    url: (iid) =>
      project.mergeRequests.some((mr) => mr.iid === iid)
        ? addressOf(pages, project, ['merge request', String(iid)])
        : null,
  };
}

/** Splits `feature/one/docs/a.md` into the branch or tag it begins with and the path after it. */
export function refAndPath({ project, rest }: Visit): { ref: string; path: string } {
  const names = Object.keys(project.refs).map((ref) => ref.replace(/^refs\/(heads|tags)\//, ''));
  const fitting = names.filter((name) => rest === name || rest.startsWith(`${name}/`));
  const ref = fitting.sort((a, b) => b.length - a.length)[0] ?? rest.split('/')[0] ?? '';
  return { ref, path: rest.slice(ref.length + 1).replace(/\/+$/, '') };
}
