// The sandbox's own switchboard: what runs, and how to stop and start the bot.

import Fastify from 'fastify';
import type { BotProcess } from './bot-process.ts';

export interface Control {
  readonly url: string;
  stop(): Promise<void>;
}

const ROUTES = {
  'GET /': 'this list, and whether the bot runs',
  'POST /bot/stop': 'ends the bot; {"signal":"SIGKILL"} without warning',
  'POST /bot/start': 'starts it',
  'POST /bot/restart': 'both',
};

export async function startControl(port: number, bot: BotProcess): Promise<Control> {
  const server = Fastify({ logger: false });
  const state = () => ({ bot: { running: bot.pid() !== null, pid: bot.pid() } });
  server.get('/', () => ({ ...state(), routes: ROUTES }));
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
  const url = await server.listen({ host: '127.0.0.1', port });
  return { url, stop: () => server.close() };
}

function signalOf(body: unknown): 'SIGTERM' | 'SIGKILL' {
  const asked =
    typeof body === 'object' && body !== null && 'signal' in body ? body.signal : 'SIGTERM';
  return asked === 'SIGKILL' ? 'SIGKILL' : 'SIGTERM';
}
