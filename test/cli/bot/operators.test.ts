// What an operator sees of a bot that is running, and of one that is stopping.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Bot, startBot } from '../../../src/cli/bot/bot.ts';
import { silentLog } from '../../../src/cli/log.ts';
import { loadSettings } from '../../../src/cli/settings.ts';
import { lonelyBot } from '../../support/lonely-bot.ts';
import { until } from '../../support/until.ts';

/** A bot whose forge is down: nothing listens there. */
async function started(dir: string, server: string): Promise<Bot> {
  const file = await lonelyBot(dir, `port: ${await freePort()}, ${server}`);
  return startBot(await loadSettings(file), silentLog);
}

function freePort(): Promise<number> {
  const taken = createServer();
  return new Promise((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      const address = taken.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      taken.close(() => resolve(port));
    });
  });
}

async function ready(bot: Bot): Promise<{ readonly status: number; readonly json: unknown }> {
  const answer = await fetch(`${bot.url}/readyz`, { headers: { connection: 'close' } });
  return { status: answer.status, json: await answer.json() };
}

test('is ready with its forge down, shows its metrics, and says no before its port closes', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runway-operators-'));
  const bot = await started(dir, 'metrics: open, drainDelay: 1s');
  try {
    await tell(bot);
  } finally {
    await bot.stop();
    await rm(dir, { recursive: true });
  }
}, 60_000);

async function tell(bot: Bot): Promise<void> {
  expect(await ready(bot)).toEqual({ status: 200, json: { status: 'ready' } });

  const metrics = async (): Promise<string> => (await fetch(`${bot.url}/metrics`)).text();
  const failed = 'runway_pass_duration_seconds_count{pass="watch",outcome="failed"}';
  await until(metrics, (text) => text.includes(failed));
  expect(await metrics()).toContain('runway_store_up 1');
  expect(await metrics()).toContain('runway_pass_wait_seconds_count{pass="watch",origin="start"}');

  const stopped = bot.stop();
  expect(await ready(bot)).toEqual({
    status: 503,
    json: { status: 'not ready', reasons: ['the bot is stopping'] },
  });
  await stopped;
  await expect(fetch(`${bot.url}/readyz`)).rejects.toThrow('fetch failed');
}
