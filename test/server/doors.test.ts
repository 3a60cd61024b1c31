// What strangers, and people with typing mistakes, can do at the bot's doors.

import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createMemoryLedger } from '../../src/adapters/memory/ledger.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { silentLog } from '../../src/cli/log.ts';
import { createServer } from '../../src/server/server.ts';
import { gitLabHooks } from '../../src/server/webhooks/gitlab/gitlab.ts';
import { createStillClock } from '../support/world/clock.ts';

const secret = randomUUID();
const token = randomUUID();
const clock = createStillClock();
const queue = createMemoryQueue(clock);
const servers: FastifyInstance[] = [];

/** Gives its address. */
async function start(): Promise<string> {
  const server = createServer({
    api: {
      queue,
      ledger: createMemoryLedger(clock),
      token: async () => [token],
      poke: () => undefined,
    },
    webhooks: {
      forge: gitLabHooks({
        secrets: { token: async () => [secret], signing: null },
        watched: { project: 'acme/platform', defaultBranch: 'main' },
        now: () => new Date(),
      }),
      queue,
      log: silentLog,
      now: () => new Date(),
      poke: () => undefined,
    },
    health: { queue, stage: () => 'working' },
    metrics: { text: async () => '', token: null },
    log: silentLog,
  });
  servers.push(server);
  return server.listen({ host: '127.0.0.1', port: 0 });
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const mergeRequest = (iid: unknown): object => ({
  project: { path_with_namespace: 'acme/platform' },
  object_attributes: { iid, state: 'opened' },
});

async function deliver(payload: unknown, headers: Record<string, string> = {}) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const usual = { 'x-gitlab-token': secret, 'x-gitlab-event': 'Merge Request Hook' };
  return fetch(`${await start()}/webhooks/gitlab`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...usual, ...headers },
    body,
  });
}

async function ask(path: string, headers: Record<string, string>) {
  return fetch(`${await start()}/api/passes/${path}`, { method: 'POST', headers });
}

const asked = async (): Promise<readonly string[]> =>
  (await queue.list({ state: 'all' })).map(({ pass, key }) => `${pass} ${key}`);

test('a stranger is turned away before anything of the body is read', async () => {
  const tooLarge = 'x'.repeat(6 * 1024 * 1024);
  const { status } = await deliver(tooLarge, { 'x-gitlab-token': 'wrong' });
  expect(status).toBe(401);
});

test('two events with one event id are two events', async () => {
  const id = { 'x-gitlab-event-uuid': randomUUID() };
  await deliver(mergeRequest(41), id);
  await deliver(mergeRequest(42), id);
  expect(await asked()).toEqual(expect.arrayContaining(['review 41', 'review 42']));
});

test('one event that is delivered twice is one event', async () => {
  const id = { 'x-gitlab-event-uuid': randomUUID() };
  expect(await (await deliver(mergeRequest(43), id)).json()).toMatchObject({ seen: false });
  expect(await (await deliver(mergeRequest(43), id)).json()).toMatchObject({ seen: true });
});

test.each([
  ['a number too large to be exact', mergeRequest(1e300)],
  ['no number', mergeRequest('41; drop table passes')],
  ['keys of the prototype', '{"__proto__":{"project":{}},"constructor":1}'],
  ['depth', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
])('a payload with %s asks for nothing', async (_what, payload) => {
  const before = await asked();
  const { status } = await deliver(payload);
  expect(status).toBe(200);
  expect(await asked()).toEqual(before);
});

test.each([
  'review/abc',
  'review/-1',
  'converge/checkout',
  'converge/..%2F..%2Fetc',
  'converge/dev%2Fcheckout%2Fmore',
  'promote/dev%2F%00',
  'watch/dev',
  'explode/1',
])('no pass is asked for that cannot be: %s', async (path) => {
  const before = await asked();
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await ask(path, headers);
  expect(status).toBe(404);
  expect(await asked()).toEqual(before);
});

test.each(['review/7', 'converge/dev%2Fcheckout', 'promote/dev%2Fcheckout', 'watch/*'])(
  'a pass can be asked for by who holds the token: %s',
  async (path) => {
    expect((await ask(path, {})).status).toBe(401);
    expect((await ask(path, { authorization: `Bearer ${token}` })).status).toBe(202);
    expect(await asked()).toContain(decodeURIComponent(path).replace('/', ' '));
  },
);
