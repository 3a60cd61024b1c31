// The page of an App, and of its installation.

import type { FastifyInstance } from 'fastify';
import { refuse } from '../../forge/model/refusal.ts';
import { fieldsOf } from '../../forge/web/fields.ts';
import { html } from '../../forge/web/html.ts';
import type { Frame } from '../../forge/web/layout.ts';
import { visitorOf } from '../../forge/web/session.ts';
import { guarded, send } from '../../forge/web/site.ts';
import { registeredApps } from '../app/register.ts';
import { appOf } from '../app/registration.ts';

export function appPages(app: FastifyInstance, frame: Frame): void {
  const { world } = frame;
  for (const path of ['/github-apps/:slug', '/github-apps/:slug/installations/new']) {
    app.get(path, (request, reply) =>
      guarded(frame, { request, reply }, async () => {
        const slug = fieldsOf(request).text('slug');
        const own = appOf(world);
        const found = [own, ...registeredApps(world)].find((one) => one.slug === slug);
        if (found === undefined) throw refuse(404, 'There is no such App.');
        const news =
          found === own
            ? `It is installed on every project of ${found.owner}.`
            : `It is registered, with a key and secrets of its own, and answers for itself. It cannot be installed: this sandbox lets ${own.name} alone work on its projects.`;
        return send(frame, reply, {
          title: found.name,
          visitor: visitorOf(world, request),
          path: request.url,
          body: html`<h1>${found.name}</h1>
            <p>An App of ${found.owner}. ${news}</p>`,
        });
      }),
    );
  }
}
