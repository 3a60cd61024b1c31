import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startBot } from '../../../src/cli/bot/bot.ts';
import { silentLog } from '../../../src/cli/log.ts';
import { loadSettings } from '../../../src/cli/settings.ts';
import { lonelyBot } from '../../support/lonely-bot.ts';

test('a bot whose port is taken says so and lets go of everything', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runway-bot-'));
  const other = createServer();
  const port = await listening(other);
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

test('a bot on GitHub has the door for GitHub, and no other', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runway-bot-'));
  const settings = await loadSettings(await lonelyBot(dir, `port: ${await freePort()}`, 'github'));
  const bot = await startBot(settings, silentLog);
  const body = JSON.stringify({ zen: 'Speak like a human.' });
  const secret = await settings.secret({ file: 'secret' });
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  const post = async (door: string) => {
    const headers = { 'x-github-event': 'ping', 'x-hub-signature-256': `sha256=${digest}` };
    return (await fetch(`${bot.url}/webhooks/${door}`, { method: 'POST', headers, body })).status;
  };
  expect([await post('github'), await post('gitlab')]).toEqual([200, 404]);
  await bot.stop();
  await rm(dir, { recursive: true });
}, 60_000);

test('a bot with both programs stores a webhook for each, and tells of each what it has to do', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runway-bot-'));
  const settings = await loadSettings(await lonelyBot(dir, `port: ${await freePort()}`));
  const bot = await startBot(settings, silentLog, ['reconciler', 'provisioner']);
  const secret = await settings.secret({ file: 'secret' });
  const ask = async (path: string) => {
    const answer = await fetch(`${bot.url}${path}`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    const json: unknown = await answer.json();
    return { status: answer.status, json };
  };
  const hook = await fetch(`${bot.url}/webhooks/gitlab`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-gitlab-token': secret,
      'x-gitlab-event': 'Merge Request Hook',
    },
    body: JSON.stringify({
      project: { path_with_namespace: 'acme/platform' },
      object_attributes: { iid: 7, state: 'opened' },
    }),
  });
  expect(await hook.json()).toMatchObject({ asked: 1, seen: false });
  for (const query of ['', '?program=reconciler', '?program=provisioner']) {
    const { json } = await ask(`/api/passes${query}`);
    expect(json).toContainEqual(expect.objectContaining({ pass: 'review', key: '7' }));
  }
  await bot.stop();

  const alone = await startBot(settings, silentLog, ['provisioner']);
  expect((await ask('/api/passes?program=reconciler')).status).toBe(404);
  expect((await ask('/api/targets?program=provisioner')).json).toEqual([]);
  await alone.stop();
  await rm(dir, { recursive: true });
}, 60_000);

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
