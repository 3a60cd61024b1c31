// The door for GitLab's webhooks: check, store durably, answer. All work is in passes.

import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../ports/log.ts';
import type { Queue } from '../../ports/queue.ts';
import { inTrace, traceOf } from '../../ports/trace.ts';
import {
  admit,
  proven,
  WRONG_SIGNATURE,
  type Admission,
  type WebhookSecrets,
} from './admission.ts';
import { type Hook, type Watched, hintOf } from './gitlab-hint.ts';
import { type ReceivedHook, observeHooks } from './received.ts';

export interface GitLabWebhooks {
  readonly path: string;
  readonly secrets: WebhookSecrets;
  readonly watched: Watched;
  readonly queue: Queue;
  readonly log: Log;
  readonly now: () => Date;
  /** Told of every webhook once it is answered; left out: nobody. */
  readonly observe?: (hook: ReceivedHook) => void;
  /** Called after something was asked for. */
  readonly poke: () => void;
}

/** GitLab's own payloads stay well below this; a bigger one is answered with 413. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

/**
 * Answers 401 to a wrong token or signature, 400 to what is not JSON, 503 when it cannot be checked or stored, and 200 to
 * everything else once it is stored: GitLab switches off webhooks that answer 4xx to events which are merely of no interest.
 */
export function registerGitLabWebhooks(server: FastifyInstance, hooks: GitLabWebhooks): void {
  const admissions = new WeakMap<FastifyRequest, Admission>();
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    const receipts = observeHooks(scope, hooks.now, hooks.observe ?? (() => undefined));
    // Before the body is read: a stranger's megabytes are not worth holding.
    scope.addHook('onRequest', async (request, reply) => {
      const header = (name: string) => headerOf(request, name);
      const admission = await orNotNow(hooks, reply, () =>
        admit(hooks.secrets, header, hooks.now()),
      );
      if (admission === null) return;
      if (admission.type === 'refused') await refuse(reply, admission.because);
      else admissions.set(request, admission);
    });
    scope.post(hooks.path, { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const admission = admissions.get(request);
      if (admission === undefined || !proven(admission, body)) {
        return refuse(reply, WRONG_SIGNATURE);
      }
      const payload = parse(body);
      if (payload === null) return reply.code(400).send({ error: 'the body is not a JSON object' });
      const hook = { event: headerOf(request, 'x-gitlab-event') ?? '', payload };
      const delivery = deliveryOf(request, admission, body);
      const accepted = await inTrace(traceOf('hook', delivery), () =>
        orNotNow(hooks, reply, () => accept(hooks, hook, delivery)),
      );
      if (accepted === null) return reply;
      receipts.taken(request, { hook, ...accepted });
      return reply.send(accepted);
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

/** Null, and 503 is the answer, when the store or a secret cannot be reached: the next resync makes up for it. */
async function orNotNow<T>(
  { log }: GitLabWebhooks,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    log.error('webhook not taken', { error });
    await reply.code(503).header('retry-after', '10').send({ error: 'try again later' });
    return null;
  }
}

function refuse(reply: FastifyReply, because: string): FastifyReply {
  return reply.code(401).send({ error: because });
}

/**
 * A signature covers `webhook-id`, so of a signed request only that counts. GitLab repeats `Idempotency-Key`, its equal,
 * with every retry of one delivery. Older versions send only an event's id, which several events that one request set off
 * have in common: there the content tells them apart.
 */
function deliveryOf(request: FastifyRequest, admission: Admission, body: Buffer): string {
  const key =
    admission.type === 'signed' ? admission.signed.id : headerOf(request, 'idempotency-key');
  if (key !== undefined) return `gitlab:${key}`.slice(0, 200);
  const event = headerOf(request, 'x-gitlab-event-uuid') ?? '';
  return `gitlab:${createHash('sha256').update(event).update(body).digest('hex')}`;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
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
