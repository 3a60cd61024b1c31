// Who may read what only the bot knows.

import type { FastifyInstance } from 'fastify';
import type { Secrets } from './fresh-secrets.ts';
import { oneOfSecrets } from './secret.ts';

/** Every route of the scope wants `Authorization: Bearer TOKEN`. */
export function mustKnow(scope: FastifyInstance, token: Secrets): void {
  scope.addHook('onRequest', async (request, reply) => {
    const given = request.headers.authorization?.replace(/^Bearer /i, '');
    if (!oneOfSecrets(given, await token()))
      await reply.code(401).send({ error: 'a read token is needed' });
  });
}
