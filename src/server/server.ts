// The bot's HTTP side, put together.

import Fastify, { type FastifyInstance } from 'fastify';
import { Failure } from '../ports/failure.ts';
import type { Log } from '../ports/log.ts';
import { type Api, registerApi } from './api.ts';
import { type Health, registerHealth } from './health.ts';
import { letGo } from './let-go.ts';
import { type MetricsDoor, registerMetrics } from './metrics/endpoint.ts';
import { type WebhookDoor, registerWebhooks } from './webhooks/door.ts';

export interface ServerParts {
  readonly api: Api;
  readonly webhooks: WebhookDoor;
  readonly health: Health;
  readonly metrics: MetricsDoor;
  readonly log: Log;
  /** Milliseconds for a whole request to arrive; left out: 10 s, as long as forges wait for an answer. */
  readonly requestMs?: number;
}

const REQUEST_MS = 10_000;

export function createServer(parts: ServerParts): FastifyInstance {
  const requestTimeout = parts.requestMs ?? REQUEST_MS;
  const server = Fastify({
    logger: false,
    requestTimeout,
    connectionTimeout: 30_000,
    http: {
      // Node goes by the longer of the two, and looks only so often.
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(1_000, requestTimeout),
    },
  });
  letGo(server, requestTimeout);
  answerErrors(server, parts.log);
  registerHealth(server, parts.health);
  registerMetrics(server, parts.metrics);
  registerApi(server, parts.api);
  registerWebhooks(server, parts.webhooks);
  return server;
}

/** What the world did wrong is 503 and may go away; a bug of ours is 500. Neither tells a stranger more than that. */
function answerErrors(server: FastifyInstance, log: Log): void {
  server.setErrorHandler((error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: (error as Error).message });
    log.error('request failed', { path: request.routeOptions.url, error });
    if (!(error instanceof Failure)) return reply.code(500).send({ error: 'an error of the bot' });
    return reply.code(503).header('retry-after', '10').send({ error: 'try again later' });
  });
}
