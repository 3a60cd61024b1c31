// Puts the doors of the sandbox GitHub together: API, Git, pages.

import { createServer as createHttpServer } from 'node:http';
import fastify, { type FastifyInstance } from 'fastify';
import type { Faults } from '../faults/faults.ts';
import { guarded } from '../faults/http-guard.ts';
import { createDoors } from '../forge/doors.ts';
import { gitRoutes } from '../forge/git/http.ts';
import type { Deliveries } from '../forge/hooks/deliveries.ts';
import type { Live } from '../forge/model/live.ts';
import { Refusal } from '../forge/model/refusal.ts';
import type { World } from '../forge/model/world.ts';
import { webRoutes } from '../forge/web/routes.ts';
import { GitHubRefusal, notFound, refuse, worded } from './api/errors.ts';
import { apiRoutes } from './api/routes.ts';
import { githubFront, withApi } from './front.ts';
import type { AppHook } from './hooks/manner.ts';
import type { Limits } from './limits/counts.ts';
import { limitRequests } from './limits/limit-requests.ts';
import { appPages } from './web/app-pages.ts';
import { newAppPages } from './web/new-app.ts';
import { githubPages } from './web/pages.ts';

const MEBIBYTE = 1024 * 1024;

export interface Parts {
  readonly world: World;
  readonly deliveries: Deliveries<AppHook>;
  readonly live: Live;
  readonly faults: Faults;
  readonly limits: Limits;
}

export function createServer(parts: Parts): FastifyInstance {
  const { world, deliveries, live, faults, limits } = parts;
  const doors = createDoors(githubFront(world), faults);
  const app = fastify({
    serverFactory: (work) => createHttpServer(guarded(doors.see, work)),
    bodyLimit: 100 * MEBIBYTE,
    routerOptions: { maxParamLength: 5000, ignoreTrailingSlash: true },
    rewriteUrl: ({ url = '/' }) => withApi(url),
    forceCloseConnections: true,
  });
  app.addHook('onRoute', doors.note);
  bodies(app);
  answers(app, world);
  limitRequests(app, world, limits);
  apiRoutes(app, world, deliveries);
  gitRoutes(app, world);
  const frame = { world, pages: githubPages };
  webRoutes(app, frame, live);
  newAppPages(app, frame);
  appPages(app, frame);
  doors.open();
  return app;
}

function bodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/(?:json|vnd\.github[^;]*json)/,
    { parseAs: 'string' },
    (_request, text, done) => fromJson(String(text), done),
  );
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'text/plain'],
    { parseAs: 'string' },
    (request, text, done) => {
      // GitHub's API takes a body for JSON whatever it is called, as curl calls it by itself.
      if (request.url.startsWith('/api/')) fromJson(String(text), done);
      else done(null, Object.fromEntries(new URLSearchParams(String(text))));
    },
  );
}

function fromJson(text: string, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, text === '' ? {} : JSON.parse(text));
  } catch {
    done(refuse(400, 'Problems parsing JSON'));
  }
}

function answers(app: FastifyInstance, world: World): void {
  app.setErrorHandler((error, request, reply) => {
    const refused = error instanceof Refusal ? worded(error) : error;
    if (refused instanceof GitHubRefusal)
      return reply.code(refused.status).headers(refused.headers).send(refused.body);
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ message: (error as Error).message });
    world.log.error('sandbox GitHub failed', {
      path: request.routeOptions.url,
      error: String(error),
    });
    return reply.code(500).send({ message: 'Server Error' });
  });
  app.setNotFoundHandler((request, reply) =>
    request.url.startsWith('/api/')
      ? reply.code(404).send(notFound().body)
      : reply.code(404).type('text/plain').send('Not found'),
  );
}
