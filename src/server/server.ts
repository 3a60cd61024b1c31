// The bot's HTTP side, put together.

import Fastify, { type FastifyInstance } from 'fastify';
import { type Api, registerApi } from './api.ts';
import { type GitLabWebhooks, registerGitLabWebhooks } from './webhooks/gitlab.ts';

/** `/healthz` answers while the process lives; everything else is in the parts. */
export function createServer(parts: { api: Api; webhooks: GitLabWebhooks }): FastifyInstance {
  const server = Fastify({ logger: false, requestTimeout: 30_000, connectionTimeout: 30_000 });
  server.get('/healthz', () => ({ status: 'ok' }));
  registerApi(server, parts.api);
  registerGitLabWebhooks(server, parts.webhooks);
  return server;
}
