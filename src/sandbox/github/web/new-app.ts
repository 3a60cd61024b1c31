// Where a manifest becomes an App: https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { levelOf, levels } from '../../forge/model/access.ts';
import { refuse } from '../../forge/model/refusal.ts';
import type { User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { fieldsOf, type Fields } from '../../forge/web/fields.ts';
import { html } from '../../forge/web/html.ts';
import { form, type Frame } from '../../forge/web/layout.ts';
import { requireFormKey, visitorOf, type Visitor } from '../../forge/web/session.ts';
import { guarded, send } from '../../forge/web/site.ts';
import { type Manifest, LONGEST_NAME, readManifest } from '../app/manifest.ts';
import { nameProblem, registerApp } from '../app/register.ts';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export function newAppPages(app: FastifyInstance, frame: Frame): void {
  for (const settings of ['/settings/apps', '/organizations/:organization/settings/apps']) {
    app.get(`${settings}/new`, (request, reply) =>
      guarded(frame, { request, reply }, async () => emptyPage(frame, { request, reply })),
    );
    app.post(`${settings}/new`, (request, reply) =>
      guarded(frame, { request, reply }, async () => askPage(frame, { request, reply })),
    );
    app.post(settings, (request, reply) =>
      guarded(frame, { request, reply }, async () => {
        const visitor = visitorOf(frame.world, request);
        const input = fieldsOf(request);
        requireFormKey(visitor, input.text('form_key'));
        return reply.redirect(created(frame.world, visitor, input), 302);
      }),
    );
  }
}

function emptyPage(frame: Frame, { request, reply }: Exchange): FastifyReply {
  const visitor = visitorOf(frame.world, request);
  return send(frame, reply, {
    title: 'New App',
    visitor,
    path: new URL(request.url, frame.world.url()).pathname,
    body: html`<h1>New App</h1>
      <p>
        Apps are made here from a manifest.
        ${visitor.user === null ? 'Choose who you are in the bar at the top, then go back' : 'Go back'}
        to the page that sent you and press its button.
      </p>`,
  });
}

/** Other sites send people here with a manifest; nothing is done until they press the button. */
function askPage(frame: Frame, { request, reply }: Exchange): FastifyReply {
  const { world } = frame;
  const visitor = visitorOf(world, request);
  if (visitor.user === null) return emptyPage(frame, { request, reply });
  const input = fieldsOf(request);
  const owner = ownerFor(world, visitor, input);
  const manifest = theManifest(input);
  const path = new URL(request.url, world.url()).pathname;
  const hidden = ['manifest', 'state'].map(
    (name) => html`<input type="hidden" name="${name}" value="${input.text(name) ?? ''}" />`,
  );
  const rights = Object.entries(manifest.permissions).map(
    ([name, access]) => html`<li>${name.replaceAll('_', ' ')}: ${access}</li>`,
  );
  return send(frame, reply, {
    title: 'New App',
    visitor,
    path,
    formsLeadTo: manifest.redirectUrl.origin,
    body: html`<h1>Create a GitHub App for ${owner}</h1>
      <section class="box">
        <div class="in">
          <p>${manifest.description}</p>
          ${form(
            visitor,
            path.replace(/\/new\/?$/, ''),
            html`${hidden}<label
                >GitHub App name
                <input name="name" value="${manifest.name}" maxlength="${LONGEST_NAME}" required
              /></label>
              <button>Create GitHub App for ${owner}</button>`,
          )}
          <ul>
            ${rights}
          </ul>
        </div>
      </section>`,
  });
}

/** Makes the App; answers where the person goes with the code. */
function created(world: World, visitor: Visitor, input: Fields): string {
  const owner = ownerFor(world, visitor, input);
  const manifest = theManifest(input);
  const name = (input.text('name') ?? manifest.name).trim();
  const problem = nameProblem(world, name);
  if (problem !== null) throw refuse(422, problem);
  const code = registerApp(world, manifest, { name, owner });
  const to = new URL(manifest.redirectUrl);
  to.searchParams.set('code', code);
  const state = input.text('state');
  if (state !== undefined && state !== '') to.searchParams.set('state', state);
  return to.href;
}

function theManifest(input: Fields): Manifest {
  const manifest = readManifest(input.text('manifest') ?? '');
  if ('problems' in manifest) throw refuse(422, manifest.problems);
  return manifest;
}

function ownerFor(world: World, { user }: Visitor, input: Fields): string {
  if (user === null) throw refuse(403, 'Choose who you are first, in the bar at the top.');
  const organization = input.text('organization');
  if (organization === undefined) return user.username;
  if (!maintains(world, user, organization))
    throw refuse(403, `Only who maintains a project of ${organization} may register Apps for it.`);
  return organization.toLowerCase();
}

function maintains(world: World, user: User, organization: string): boolean {
  return world.store
    .projects()
    .some(
      (project) =>
        project.path.startsWith(`${organization.toLowerCase()}/`) &&
        levelOf(project, user) >= levels.maintainer,
    );
}
