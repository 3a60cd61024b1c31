// The door for GitLab's webhooks: check, store durably, answer. All work is in passes.

import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../../ports/log.ts';
import type { Queue } from '../../ports/queue.ts';
import { inTrace, traceOf } from '../../ports/trace.ts';
import { sameSecret } from '../secret.ts';
import { type Hook, type Watched, hintOf } from './gitlab-hint.ts';

export interface GitLabWebhooks {
  readonly path: string;
  readonly secret: string;
  readonly watched: Watched;
  readonly queue: Queue;
  readonly log: Log;
  /** Called after something was asked for. */
  readonly poke: () => void;
}

/** GitLab's own payloads stay well below this; a bigger one is answered with 413. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

/**
 * Answers 401 to a wrong token, 400 to what is not JSON, and 200 to everything else once it is stored: GitLab
 * switches off webhooks that answer 4xx to events which are merely of no interest.
 */
export function registerGitLabWebhooks(server: FastifyInstance, hooks: GitLabWebhooks): void {
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    // Before the body is read: a stranger's megabytes are not worth holding.
    scope.addHook('onRequest', async (request, reply) => {
      if (sameSecret(header(request, 'x-gitlab-token'), hooks.secret)) return;
      await reply.code(401).send({ error: 'the X-Gitlab-Token header is not the one agreed on' });
    });
    scope.post(hooks.path, { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const payload = parse(body);
      if (payload === null) return reply.code(400).send({ error: 'the body is not a JSON object' });
      const delivery = deliveryOf(request, body);
      const answer = await inTrace(traceOf('hook', delivery), () =>
        accept(hooks, { event: header(request, 'x-gitlab-event') ?? '', payload }, delivery),
      );
      return reply.send(answer);
    });
    done();
  });
}

async function accept(
  hooks: GitLabWebhooks,
  hook: Hook,
  delivery: string,
): Promise<{ asked: number; seen: boolean }> {
  const hints = hintOf(hook, hooks.watched);
  const fresh = await hooks.queue.deliver(delivery, hints);
  if (fresh && hints.length > 0) hooks.poke();
  const { event } = hook;
  hooks.log.info('webhook received', { event, delivery, asked: hints.length, seen: !fresh });
  return { asked: fresh ? hints.length : 0, seen: !fresh };
}

/**
 * GitLab repeats `Idempotency-Key` with every retry of one delivery. Older versions send only an event's id, which
 * several events that one request set off have in common: there the content tells them apart.
 */
function deliveryOf(request: FastifyRequest, body: Buffer): string {
  const key = header(request, 'idempotency-key');
  if (key !== undefined) return `gitlab:${key}`.slice(0, 200);
  const event = header(request, 'x-gitlab-event-uuid') ?? '';
  return `gitlab:${createHash('sha256').update(event).update(body).digest('hex')}`;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parse(body: Buffer): object | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
