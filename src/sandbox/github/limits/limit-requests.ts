// Stands before the API: tells everybody how much is left to them, and refuses what is too much.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../../forge/model/world.ts';
import { API } from '../api/call.ts';
import { GitHubRefusal } from '../api/errors.ts';
import { askerOf, type Asker } from './asker.ts';
import { createCounts, type Counts, type Limits, type Standing } from './counts.ts';
import { unchanged } from './unchanged.ts';

const DOCUMENTATION = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';

/** Call it before the routes are there. */
export function limitRequests(app: FastifyInstance, world: World, limits: Limits): void {
  const counts = createCounts(() => world.now().getTime());
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith(`${API}/`) || isRateLimit(request)) return done();
    const asker = askerOf(world, request, limits);
    const resource = resourceOf(request);
    const key = `${resource} ${asker.key}`;
    const free = asker.who === 'stranger' || counts.take(key, asker.limit);
    tell(reply, counts.standing(key, asker.limit), resource);
    if (!free) return done(exhausted(asker));
    const wait = isWrite(request) ? writing(counts, asker, limits) : 0;
    return wait > 0 ? done(tooManyWrites(wait)) : done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!request.url.startsWith(`${API}/`) || !unchanged(request, reply, payload))
      return done(null, payload);
    const asker = askerOf(world, request, limits);
    if (asker.who === 'known') {
      const key = `${resourceOf(request)} ${asker.key}`;
      counts.giveBack(key);
      tell(reply, counts.standing(key, asker.limit), resourceOf(request));
    }
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return done(null, '');
  });
  app.get(`${API}/rate_limit`, (request, reply) => {
    const { key, limit } = askerOf(world, request, limits);
    const of = (resource: string) => counts.standing(`${resource} ${key}`, limit);
    return reply.send({
      resources: { core: of('core'), search: of('search'), graphql: of('graphql') },
      rate: of('core'),
    });
  });
}

/** Asking for it costs nothing. */
const isRateLimit = ({ url }: FastifyRequest): boolean => /\/rate_limit(?:\?|$)/.test(url);

const resourceOf = ({ url }: FastifyRequest): string =>
  url.startsWith(`${API}/graphql`) ? 'graphql' : 'core';

const isWrite = ({ method, url }: FastifyRequest): boolean =>
  !['GET', 'HEAD', 'OPTIONS'].includes(method) && url.startsWith(`${API}/repos/`);

function writing(counts: Counts, { key }: Asker, { writesPerMinute }: Limits): number {
  return writesPerMinute === null ? 0 : counts.write(key, writesPerMinute);
}

function tell(reply: FastifyReply, standing: Standing, resource: string): void {
  for (const [name, value] of Object.entries({ ...standing, resource }))
    void reply.header(`x-ratelimit-${name}`, String(value));
}

function exhausted({ named, who }: Asker): GitHubRefusal {
  const news =
    who === 'nobody'
      ? " (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)"
      : '';
  const message = `API rate limit exceeded for ${named}.${news}`;
  return new GitHubRefusal(403, { message, documentation_url: DOCUMENTATION });
}

function tooManyWrites(waitMs: number): GitHubRefusal {
  const message =
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';
  const documentation_url = `${DOCUMENTATION}#about-secondary-rate-limits`;
  const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  return new GitHubRefusal(403, { message, documentation_url }, headers);
}
