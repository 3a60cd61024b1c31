// What people write does not get into the log by way of a webhook, whatever Probot and Octokit would log of it.

import { randomUUID } from 'node:crypto';
import { expect, jest, test } from '@jest/globals';
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { Probot } from 'probot';
import { createLog } from '../../../../src/cli/log.ts';
import { probotLog } from '../../../../src/server/webhooks/github/probot-log.ts';
import { about, heard, publishedExamples, send } from './hearing.ts';

/** What the process says by itself while `work` runs. */
async function saidDuring(work: () => Promise<void>): Promise<string> {
  const said: string[] = [];
  const keep = (...words: readonly unknown[]): boolean => {
    said.push(words.map(String).join(' '));
    return true;
  };
  const spies = [
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation((...words) => void keep(...words)),
    ),
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => keep(text)),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => keep(text)),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return said.join('\n');
}

heard('logs of an event its name, its id and what was asked for', async (server) => {
  const canary = randomUUID();
  const said = await saidDuring(async () => {
    for (const { event, payload } of publishedExamples().slice(0, 60)) {
      await send(server, { event, payload: { ...payload, title: canary } });
    }
    const payload = about({ action: 'edited', pull_request: { number: 7, body: canary } });
    await send(server, { event: 'pull_request', payload, delivery: 'delivery-1' });
  });
  expect(said).not.toContain(canary);
  expect(server.lines.join('')).not.toContain(canary);
  expect(JSON.parse(server.lines.at(-1) ?? '')).toMatchObject({
    message: 'webhook received',
    event: 'pull_request',
    delivery: 'github:delivery-1',
    asked: 1,
  });
});

heard(
  'logs why an event could not be stored, and nothing of the event',
  async (server) => {
    const canary = randomUUID();
    const payload = about({ action: 'edited', pull_request: { number: 7, body: canary } });
    const said = await saidDuring(async () => {
      expect((await send(server, { event: 'pull_request', payload })).status).toBe(503);
    });
    const lines = server.lines.join('');
    expect(lines).toContain('disk full');
    expect(said + lines).not.toContain(canary);
    expect(server.lines).toHaveLength(1);
  },
  { deliver: () => Promise.reject(new Error('disk full')) },
);

test('of what fails inside Probot only the error is logged, without the event', async () => {
  const canary = randomUUID();
  const lines: string[] = [];
  const log = createLog((line) => void lines.push(line));
  const probot = new Probot({ githubToken: 'none', log: probotLog(log) });
  await probot.load((app) => {
    app.on('push', () => Promise.reject(new Error('a bug of ours')));
  });
  const event = { id: '1', name: 'push', payload: { ref: canary } };
  const said = await saidDuring(async () => {
    await expect(probot.receive(event as unknown as EmitterWebhookEvent)).rejects.toThrow('a bug');
    const { octokit } = await new Promise<{ octokit: { log: Probot['log'] } }>((resolve) => {
      probot.on('ping', (context) => resolve(context as never));
      const ping = { id: '2', name: 'ping', payload: { zen: canary } };
      void probot.receive(ping as unknown as EmitterWebhookEvent);
    });
    octokit.log.warn({ body: canary }, 'slow down');
    octokit.log.error({ err: Object.assign(new Error('refused'), { request: { body: canary } }) });
  });
  expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
    'probot failed',
    'probot warns',
    'probot failed',
  ]);
  expect(lines.join('')).toContain('a bug of ours');
  expect(lines.join('')).toContain('slow down');
  expect(lines.join('')).toContain('refused');
  expect(said + lines.join('')).not.toContain(canary);
});
