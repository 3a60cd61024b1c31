import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startBot } from '../../src/cli/bot.ts';
import { silentLog } from '../../src/cli/log.ts';
import { loadSettings } from '../../src/cli/settings.ts';
import { lonelyBot } from '../support/lonely-bot.ts';

test('a bot whose port is taken says so and lets go of everything', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runway-bot-'));
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => {
      const address = other.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const settings = await loadSettings(await lonelyBot(dir, `port: ${port}`));
  await expect(startBot(settings, silentLog)).rejects.toMatchObject({
    code: 'RUNWAY_SETTINGS_INVALID',
    message: expect.stringContaining(String(port)),
  });
  await new Promise((resolve) => other.close(resolve));
  const bot = await startBot(settings, silentLog);
  expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
  await bot.stop();
  await rm(dir, { recursive: true });
}, 60_000);
