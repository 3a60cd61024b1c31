import { expect } from '@jest/globals';
import { Failure } from '../../src/ports/failure.ts';
import type { Sha } from '../../src/ports/forge.ts';
import { canaries, readable } from '../support/canaries.ts';
import { type Answer, type Listening, served } from './listening.ts';

/** With the read token, where no other is given. */
function call(
  server: Listening,
  [method, path]: readonly ['GET' | 'POST', string],
  authorization = `Bearer ${server.token}`,
): Promise<Answer> {
  return server.call(method, path, { headers: { authorization } });
}

async function converge(server: Listening, target: 'dev/checkout' | 'dev/search', intent: string) {
  const commit = 'f'.repeat(40) as Sha;
  await server.ledger.begin({ target, intent, commit, mergeRequest: 1, release: null }, '!1');
}

const urls = ['/api/targets', '/api/targets/dev/checkout', '/api/passes'] as const;

served('answers that it lives, without a token', async (server) => {
  const answer = await server.call('GET', '/healthz');
  expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }]);
});

served('tells nothing without the read token', async (server) => {
  await converge(server, 'dev/checkout', 'a');
  for (const url of urls) {
    expect((await server.call('GET', url)).status).toBe(401);
    for (const given of [
      '',
      'Bearer ',
      'Bearer wrong',
      `Bearer ${server.token}x`,
      `Basic ${server.token}`,
      `Bearer ${server.secret}`,
    ]) {
      const answer = await call(server, ['GET', url], given);
      expect({ given, status: answer.status }).toEqual({ given, status: 401 });
      expect(answer.text).not.toContain('checkout');
    }
  }
  expect((await call(server, ['POST', '/api/passes/watch/*'], 'Bearer wrong')).status).toBe(401);
  expect(await server.queue.list({ state: 'all' })).toEqual([]);
});

served('lists the newest converging of every target', async (server) => {
  await converge(server, 'dev/checkout', 'a');
  await converge(server, 'dev/checkout', 'b');
  await converge(server, 'dev/search', 'c');
  const answer = await call(server, ['GET', '/api/targets']);
  expect(answer.json).toMatchObject([
    { target: 'dev/search', intent: 'c' },
    { target: 'dev/checkout', intent: 'b' },
  ]);
});

served('lists the history of a target, newest first', async (server) => {
  await converge(server, 'dev/checkout', 'a');
  await converge(server, 'dev/checkout', 'b');
  const answer = await call(server, ['GET', '/api/targets/dev/checkout']);
  expect(answer.json).toMatchObject([{ intent: 'b' }, { intent: 'a' }]);
  expect((await call(server, ['GET', '/api/targets/dev/unknown'])).json).toEqual([]);
});

served('lists the passes with what they failed of', async (server) => {
  await server.queue.request([{ pass: 'review', key: '7' }]);
  const lease = await server.queue.claim('x', 1_000, []);
  if (lease !== null) await server.queue.fail(lease, 'RUNWAY_FORGE_DENIED: no', null);
  expect((await call(server, ['GET', '/api/passes'])).json).toMatchObject([
    { pass: 'review', key: '7', state: 'dead', lastError: 'RUNWAY_FORGE_DENIED: no' },
  ]);
});

served('every request of a person has a trace of its own', async (server) => {
  await call(server, ['POST', '/api/passes/converge/dev%2Fcheckout']);
  await call(server, ['POST', '/api/passes/converge/dev%2Fcheckout']);
  const [first, second] = server.traced;
  expect(first).toMatchObject({ what: 'request converge:dev/checkout' });
  expect(first?.trace).toMatch(/^api-[0-9a-f]{12}$/);
  expect(second?.trace).not.toBe(first?.trace);
});

served('asks for a pass again, and wakes the worker', async (server) => {
  const answer = await call(server, ['POST', '/api/passes/converge/dev%2Fcheckout']);
  expect([answer.status, answer.json]).toEqual([202, { pass: 'converge', key: 'dev/checkout' }]);
  expect(await server.queue.list({ state: 'waiting' })).toMatchObject([{ key: 'dev/checkout' }]);
  expect(server.pokes()).toBe(1);
});

served('knows only the passes that there are', async (server) => {
  for (const name of ['deploy', 'constructor', 'Review']) {
    expect((await call(server, ['POST', `/api/passes/${name}/7`])).status).toBe(404);
  }
  expect(await server.queue.list({ state: 'all' })).toEqual([]);
});

{
  const planted = canaries();
  const words = planted.map((each) => each.words).join('\n');
  const away = { code: 'RUNWAY_STORE_FAILED', hint: 'Wait.', retry: 'later' } as const;
  served(
    'tells nobody what the store said when it is away',
    async (server) => {
      const answer = await call(server, ['GET', '/api/passes']);
      expect([answer.status, answer.json]).toEqual([503, { error: 'try again later' }]);
      expect(readable(answer.text, planted)).toEqual([]);
    },
    { list: () => Promise.reject(new Failure({ ...away, message: words })) },
  );
}
