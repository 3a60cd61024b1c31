// Whether the process lives, and whether it should be sent requests.

import type { FastifyInstance } from 'fastify';
import type { Queue } from '../ports/queue.ts';
import { createProbe } from './probe.ts';

export interface Health {
  readonly queue: Pick<Queue, 'nextDue'>;
  /** `starting`, `working` or `stopping`. */
  readonly stage: () => Stage;
}

export type Stage = 'starting' | 'working' | 'stopping';

/** Whoever asks gives up sooner than a request to the store would. */
const DEADLINE_MS = 2_000;

/**
 * `/healthz` answers as long as the event loop turns. `/readyz` answers 503 with the reasons when the bot is not at
 * work or its store does not answer. Neither asks the forge: a bot whose forge is down takes requests as well as any
 * other, and starting it anew would help nobody. Neither needs a token.
 */
export function registerHealth(server: FastifyInstance, { queue, stage }: Health): void {
  const store = createProbe(() => queue.nextDue([]), DEADLINE_MS);

  async function reasons(): Promise<readonly string[]> {
    const now = stage();
    // A bot that stops closes its store, too.
    if (now !== 'working') return [`the bot is ${now}`];
    const answer = await store();
    if (answer.answered) return [];
    return [answer.because === 'silent' ? 'the store is silent' : 'the store does not answer'];
  }

  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const found = await reasons();
    if (found.length === 0) return { status: 'ready' };
    return reply.code(503).send({ status: 'not ready', reasons: found });
  });
}
