// The sandbox's own switchboard: what runs, and how to stop and start the bot.

import Fastify from 'fastify';
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
  ...FAULT_ROUTES,
};

export async function startControl(
  port: number,
  bot: BotProcess,
  faults: Faults,
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
  const state = () => ({ bot: { running: bot.pid() !== null, pid: bot.pid() } });
  server.get('/', () => ({
    ...state(),
    routes: ROUTES,
    services: describedParts(faults),
  }));
  server.post('/bot/start', () => {
    bot.start();
    return state();
  });
  server.post('/bot/stop', async ({ body }) => {
    await bot.stop(signalOf(body));
    return state();
  });
  server.post('/bot/restart', async ({ body }) => {
    await bot.stop(signalOf(body));
    bot.start();
    return state();
  });
  faultRoutes(server, faults);
  const url = await server.listen({ host: '127.0.0.1', port });
  return { url, stop: () => server.close() };
}

function signalOf(body: unknown): 'SIGTERM' | 'SIGKILL' {
  const asked =
    typeof body === 'object' && body !== null && 'signal' in body ? body.signal : 'SIGTERM';
  return asked === 'SIGKILL' ? 'SIGKILL' : 'SIGTERM';
}
