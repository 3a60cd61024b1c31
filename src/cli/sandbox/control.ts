// The sandbox's own switchboard: what runs, and how to stop and start the bot.

import Fastify, { type FastifyInstance } from 'fastify';
import type { ArtifactRegistry } from '../../sandbox/artifact-registry/start.ts';
import type { Faults } from '../../sandbox/faults/faults.ts';
import type { BotProcess } from './bot-process.ts';
import { describedParts, FAULT_ROUTES, faultRoutes } from './fault-routes.ts';

export interface Control {
  readonly url: string;
  stop(): Promise<void>;
}

const ROUTES = {
  'GET /': 'this list, whether the bot runs, and what can be told to fail',
  'POST /bot/stop': 'ends the bot; {"signal":"SIGKILL"} without warning',
  'POST /bot/start': 'starts it',
  'POST /bot/restart': 'both',
  'POST /clean':
    'carries out the cleanup policies of all repositories; {"days":31} as if so many days had passed',
  'POST /bots/NUMBER/stop, start, restart': 'the same for one of several bots, the first being 1',
  ...FAULT_ROUTES,
};

export async function startControl(
  port: number,
  bots: readonly [BotProcess, ...BotProcess[]],
  { clean, faults }: { readonly faults: Faults; readonly clean: ArtifactRegistry['clean'] },
): Promise<Control> {
  const server = Fastify({ logger: false });
  // People send JSON with whatever type their tool puts on it, or nothing at all.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, text === '' ? {} : JSON.parse(String(text)));
    } catch {
      done(Object.assign(new Error('The body is not JSON.'), { statusCode: 400 }));
    }
  });
  // It is read in a terminal as much as by programs.
  server.setReplySerializer((answer) => `${JSON.stringify(answer, null, 2)}\n`);
  server.setNotFoundHandler((request, reply) => {
    const asked = `${request.method} ${request.url}`;
    return reply.code(404).send({ message: `There is no ${asked}: GET / lists what there is.` });
  });
  const stateOf = (bot: BotProcess) => ({ running: bot.pid() !== null, pid: bot.pid() });
  const state = () => ({ bot: stateOf(bots[0]), bots: bots.map(stateOf) });
  server.get('/', () => ({
    ...state(),
    routes: ROUTES,
    services: describedParts(faults),
  }));
  for (const [index, bot] of bots.entries()) {
    const paths = index === 0 ? ['/bot', '/bots/1'] : [`/bots/${index + 1}`];
    for (const path of paths) botRoutes(server, { path, bot, state });
  }
  faultRoutes(server, faults);
  server.post('/clean', async ({ body }, reply) => {
    const days = daysOf(body);
    if (days === null) return reply.code(400).send({ message: DAYS });
    return { removed: await clean(days * 24 * 60 * 60 * 1000) };
  });
  const url = await server.listen({ host: '127.0.0.1', port });
  return { url, stop: () => server.close() };
}

function botRoutes(
  server: FastifyInstance,
  { path, bot, state }: { path: string; bot: BotProcess; state: () => object },
): void {
  server.post(`${path}/start`, () => {
    bot.start();
    return state();
  });
  for (const [name, again] of [
    ['stop', false],
    ['restart', true],
  ] as const) {
    server.post(`${path}/${name}`, async ({ body }, reply) => {
      const signal = signalOf(body);
      if (signal === null) return reply.code(400).send({ message: SIGNALS });
      await bot.stop(signal);
      if (again) bot.start();
      return state();
    });
  }
}

const DAYS = '`days` is no number above 0: write one, or leave it out';

function daysOf(body: unknown): number | null {
  const asked = typeof body === 'object' && body !== null && 'days' in body ? body.days : 0;
  return typeof asked === 'number' && asked >= 0 ? asked : null;
}

const SIGNALS = '`signal` is neither "SIGTERM" nor "SIGKILL": write one of them, or leave it out';

/** Null for one that the sandbox does not send. */
function signalOf(body: unknown): 'SIGTERM' | 'SIGKILL' | null {
  const asked =
    typeof body === 'object' && body !== null && 'signal' in body ? body.signal : 'SIGTERM';
  return asked === 'SIGKILL' || asked === 'SIGTERM' ? asked : null;
}
