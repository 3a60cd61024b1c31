// The door for a forge's webhooks: check, store durably, answer. All work is in passes.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../ports/log.ts';
import type { PassRequest, Queue } from '../../ports/queue.ts';
import { inTrace, traceOf } from '../../ports/trace.ts';
import type { Admission, Admitted, ForgeHooks } from './forge-hooks.ts';
import { headersOf } from './headers.ts';
import { type ReceivedHook, observeHooks } from './received.ts';

export interface WebhookDoor {
  readonly forge: ForgeHooks;
  /** What a delivery is stored in: of one program, or of all that run here. */
  readonly queue: Pick<Queue, 'deliver'>;
  readonly log: Log;
  readonly now: () => Date;
  /** Told of every webhook once it is answered; left out: nobody. */
  readonly observe?: (hook: ReceivedHook) => void;
  /** Called after something was asked for. */
  readonly poke: () => void;
}

/**
 * A bigger one is answered with 413, and the next resync makes up for it. GitLab's own payloads stay well below. GitHub sends
 * up to 25 MB (https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap), but what it tells of a merge
 * request is a hundredth of this, and a push only gets here by naming thousands of files. Whoever has no secret but
 * writes something into the signature's header makes the bot hold a body until it is whole: that is what is kept small.
 */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

/**
 * Answers 401 to a wrong token or signature, 400 to what is not JSON, 503 when it cannot be checked or stored, and 200 to
 * everything else once it is stored: a forge switches off webhooks, or lists them as failed, that answer 4xx to events
 * which are merely of no interest.
 */
export function registerWebhooks(server: FastifyInstance, door: WebhookDoor): void {
  const admissions = new WeakMap<FastifyRequest, Admitted>();
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    const receipts = observeHooks(scope, door);
    // Before the body is read: a stranger's megabytes are not worth holding.
    scope.addHook('onRequest', async (request, reply) => {
      const admission = await orNotNow<Admission>(door, reply, () =>
        door.forge.admit(headersOf(request)),
      );
      if (admission === null) return;
      if (admission.type === 'refused') await refuse(reply, admission.because);
      else admissions.set(request, admission);
    });
    scope.post(door.forge.path, { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const admitted = admissions.get(request);
      if (admitted === undefined) return refuse(reply, 'the headers were not looked at');
      const wrong = await admitted.wrong(body);
      if (wrong !== null) return refuse(reply, wrong);
      const payload = parse(body);
      if (payload === null) return reply.code(400).send({ error: 'the body is not a JSON object' });
      const event = door.forge.event(headersOf(request));
      const hook = { event, payload, delivery: admitted.delivery(body) };
      const accepted = await inTrace(traceOf('hook', hook.delivery), () =>
        orNotNow(door, reply, () => accept(door, hook)),
      );
      if (accepted === null) return reply;
      receipts.taken(request, { hook, ...accepted });
      return reply.send(accepted);
    });
    done();
  });
}

interface Accepted {
  readonly asked: number;
  readonly seen: boolean;
}

/** What asks for nothing is not stored either: to see it twice does no harm. */
async function accept(
  door: WebhookDoor,
  hook: Parameters<ForgeHooks['take']>[0],
): Promise<Accepted> {
  const { event, delivery } = hook;
  let hinted = 0;
  let fresh = true;
  await door.forge.take(hook, async (hints: readonly PassRequest[]) => {
    if (hints.length === 0) return;
    hinted = hints.length;
    fresh = await door.queue.deliver(delivery, hints);
    if (fresh) door.poke();
  });
  door.log.info('webhook received', { event, delivery, asked: hinted, seen: !fresh });
  return { asked: fresh ? hinted : 0, seen: !fresh };
}

/** Null, and 503 is the answer, when the store or a secret cannot be reached: the next resync makes up for it. */
async function orNotNow<T>(
  { log }: WebhookDoor,
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

function parse(body: Buffer): object | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
