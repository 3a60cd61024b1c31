// Puts the doors of the sandbox GitLab together: API, Git, pages.

import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Faults } from '../faults/faults.ts';
import { guarded } from '../faults/http-guard.ts';
import { nested } from './api/input.ts';
import { apiRoutes } from './api/routes.ts';
import { gitlabPages } from './web/pages.ts';
import { createDoors } from '../forge/doors.ts';
import { gitlabFront } from './front.ts';
import { gitRoutes } from '../forge/git/http.ts';
import type { Deliveries } from '../forge/hooks/deliveries.ts';
import type { Live } from '../forge/model/live.ts';
import { Refusal } from '../forge/model/refusal.ts';
import { GitLabRefusal, worded } from './api/refusal.ts';
import type { Hook } from '../forge/model/state.ts';
import type { World } from '../forge/model/world.ts';
import { webRoutes } from '../forge/web/routes.ts';

const MEBIBYTE = 1024 * 1024;

export interface Parts {
  readonly world: World;
  readonly deliveries: Deliveries<Hook>;
  readonly live: Live;
  readonly faults: Faults;
}

export function createServer({ world, deliveries, live, faults }: Parts): FastifyInstance {
  const doors = createDoors(gitlabFront(world), faults);
  const app = fastify({
    serverFactory: (work) => createHttpServer(guarded(doors.see, work)),
    bodyLimit: 100 * MEBIBYTE,
    routerOptions: { maxParamLength: 5000, ignoreTrailingSlash: true },
    forceCloseConnections: true,
  });
  app.addHook('onRoute', doors.note);
  bodies(app);
  answers(app, world);
  app.get('/-/health', (_request, reply) => reply.type('text/plain').send('GitLab OK'));
  app.get('/-/readiness', () => ({ status: 'ok', master_check: [{ status: 'ok' }] }));
  apiRoutes(app, world, deliveries);
  gitRoutes(app, world);
  webRoutes(app, { world, pages: gitlabPages }, live);
  doors.open();
  return app;
}

function bodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, text === '' ? {} : JSON.parse(String(text)));
    } catch {
      done(new GitLabRefusal(400, { error: 'Invalid JSON' }));
    }
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => {
      const flat: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
      for (const [key, value] of new URLSearchParams(String(text))) (flat[key] ??= []).push(value);
      done(null, nested(flat));
    },
  );
  app.addContentTypeParser(
    'multipart/form-data',
    async (request: FastifyRequest, payload: IncomingMessage) =>
      readForm(request.headers['content-type'] ?? '', payload),
  );
}

/** The text fields of a form; files are left out. */
async function readForm(type: string, payload: IncomingMessage): Promise<Record<string, unknown>> {
  const body = Readable.toWeb(payload) as ReadableStream;
  const flat: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  try {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    for (const [key, value] of form) if (typeof value === 'string') (flat[key] ??= []).push(value);
  } catch {
    throw new GitLabRefusal(400, { error: 'Invalid form' });
  }
  return nested(flat);
}

function answers(app: FastifyInstance, world: World): void {
  app.setErrorHandler((error, request, reply) => {
    const refused = error instanceof Refusal ? worded(error) : error;
    if (refused instanceof GitLabRefusal) return reply.code(refused.status).send(refused.body);
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: (error as Error).message });
    world.log.error('sandbox GitLab failed', {
      path: request.routeOptions.url,
      error: String(error),
    });
    return reply.code(500).send({ message: '500 Internal Server Error' });
  });
  app.setNotFoundHandler((request, reply) =>
    request.url.startsWith('/api/')
      ? reply.code(404).send({ error: '404 Not Found' })
      : reply.code(404).type('text/plain').send('Not found'),
  );
}
