// `/metrics`, for whoever may read it.

import type { FastifyInstance } from 'fastify';
import type { Secrets } from '../fresh-secrets.ts';
import { mustKnow } from '../read-token.ts';

export interface MetricsDoor {
  readonly text: () => Promise<string>;
  /** Null: open to everybody who reaches the port. */
  readonly token: Secrets | null;
}

/** Scrapes that come at once share one text, so that many scrapers cost no more than one. */
export function registerMetrics(server: FastifyInstance, { text, token }: MetricsDoor): void {
  let underWay: Promise<string> | null = null;
  void server.register((scope, _options, done) => {
    if (token !== null) mustKnow(scope, token);
    scope.get('/metrics', async (_request, reply) => {
      underWay ??= text().finally(() => {
        underWay = null;
      });
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await underWay);
    });
    done();
  });
}
