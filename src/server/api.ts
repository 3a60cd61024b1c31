// What only the bot knows, for the command line: holds, history and passes that gave up.

import type { FastifyInstance } from 'fastify';
import type { Ledger } from '../ports/ledger.ts';
import type { PassName, Queue } from '../ports/queue.ts';
import { inTrace, newTrace } from '../ports/trace.ts';
import type { Target } from '../resources/address.ts';
import type { ProgramName } from '../resources/program.ts';
import type { Secrets } from './fresh-secrets.ts';
import { mustKnow } from './read-token.ts';

/** What one program remembers. */
export interface Memory {
  readonly queue: Queue;
  readonly ledger: Ledger;
}

/** `queue` and `ledger` are of the program that is asked where a request names none. */
export interface Api extends Memory {
  /** Those that run in this process, for `?program=`; left out: one that nobody names. */
  readonly programs?: Readonly<Partial<Record<ProgramName, Memory>>>;
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

interface Asked {
  readonly program?: string | readonly string[];
}

interface Limit extends Asked {
  readonly limit?: string | readonly string[];
}

/** Null for what is no limit. */
function limitOf({ limit = String(HISTORY_LIMIT) }: Limit): number | null {
  if (typeof limit !== 'string' || !/^[1-9][0-9]{0,3}$/.test(limit)) return null;
  return Number(limit) <= LARGEST_LIMIT ? Number(limit) : null;
}

/** Of the program that a request names. Throws what is answered with 404 where it does not run here. */
function memoryOf({ programs = {}, ...own }: Api, { program }: Asked): Memory {
  if (program === undefined) return own;
  const named = Object.entries(programs).find(([name]) => name === program);
  if (named !== undefined) return named[1];
  throw Object.assign(new Error('this bot does not run such a program'), { statusCode: 404 });
}

/** Every route wants `Authorization: Bearer TOKEN` and answers JSON. */
export function registerApi(server: FastifyInstance, api: Api): void {
  void server.register((scope, _options, done) => {
    mustKnow(scope, api.token);
    scope.get<{ Querystring: Asked }>('/api/targets', ({ query }) =>
      memoryOf(api, query).ledger.all(),
    );
    scope.get<{ Params: { environment: string; workload: string }; Querystring: Limit }>(
      '/api/targets/:environment/:workload',
      async ({ params, query }, reply) => {
        const limit = limitOf(query);
        if (limit === null) return reply.code(400).send({ error: 'limit is 1 to 1000' });
        const target = `${params.environment}/${params.workload}` satisfies Target;
        return memoryOf(api, query).ledger.history(target, limit);
      },
    );
    scope.get<{ Querystring: Asked }>('/api/passes', ({ query }) =>
      memoryOf(api, query).queue.list({ state: 'all' }),
    );
    scope.post<{ Params: { pass: string; key: string }; Querystring: Asked }>(
      '/api/passes/:pass/:key',
      async ({ params, query }, reply) => {
        const { pass, key } = params;
        const { queue } = memoryOf(api, query);
        if (!isPass(pass) || !KEYS[pass].test(key)) {
          return reply.code(404).send({ error: `there is no such pass: ${pass} ${key}` });
        }
        await inTrace(newTrace('api'), () => queue.request([{ pass, key }]));
        api.poke();
        return reply.code(202).send({ pass, key });
      },
    );
    done();
  });
}
