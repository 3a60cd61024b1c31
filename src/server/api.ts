// What only the bot knows, for the command line: holds, history and passes that gave up.

import type { FastifyInstance } from 'fastify';
import type { Ledger } from '../ports/ledger.ts';
import type { PassName, Queue } from '../ports/queue.ts';
import { inTrace, newTrace } from '../ports/trace.ts';
import type { Target } from '../resources/address.ts';
import type { Secrets } from './fresh-secrets.ts';
import { mustKnow } from './read-token.ts';

export interface Api {
  readonly queue: Queue;
  readonly ledger: Ledger;
  readonly token: Secrets;
  readonly poke: () => void;
}

const HISTORY_LIMIT = 50;
const LARGEST_LIMIT = 1_000;

/** What the key of each pass looks like: a pass for anything else could never end well. */
const KEYS: Readonly<Record<PassName, RegExp>> = {
  review: /^[1-9][0-9]{0,14}$/,
  converge: /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/,
  promote: /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/,
  watch: /^\*$/,
};

function isPass(name: string): name is PassName {
  return Object.hasOwn(KEYS, name);
}

interface Limit {
  readonly limit?: string | readonly string[];
}

/** Null for what is no limit. */
function limitOf({ limit = String(HISTORY_LIMIT) }: Limit): number | null {
  if (typeof limit !== 'string' || !/^[1-9][0-9]{0,3}$/.test(limit)) return null;
  return Number(limit) <= LARGEST_LIMIT ? Number(limit) : null;
}

/** Every route wants `Authorization: Bearer TOKEN` and answers JSON. */
export function registerApi(server: FastifyInstance, { queue, ledger, token, poke }: Api): void {
  void server.register((scope, _options, done) => {
    mustKnow(scope, token);
    scope.get('/api/targets', () => ledger.all());
    scope.get<{ Params: { environment: string; workload: string }; Querystring: Limit }>(
      '/api/targets/:environment/:workload',
      async ({ params, query }, reply) => {
        const limit = limitOf(query);
        if (limit === null) return reply.code(400).send({ error: 'limit is 1 to 1000' });
        const target = `${params.environment}/${params.workload}` satisfies Target;
        return ledger.history(target, limit);
      },
    );
    scope.get('/api/passes', () => queue.list({ state: 'all' }));
    scope.post<{ Params: { pass: string; key: string } }>(
      '/api/passes/:pass/:key',
      async ({ params }, reply) => {
        const { pass, key } = params;
        if (!isPass(pass) || !KEYS[pass].test(key)) {
          return reply.code(404).send({ error: `there is no such pass: ${pass} ${key}` });
        }
        await inTrace(newTrace('api'), () => queue.request([{ pass, key }]));
        poke();
        return reply.code(202).send({ pass, key });
      },
    );
    done();
  });
}
