import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { type Listening, served } from '../../listening.ts';
import { statusForBody } from '../../../support/announced-body.ts';
import { endlessBody } from '../../../support/endless-body.ts';

interface Posted {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** An event as GitLab sends it. */
function post(server: Listening, { headers = {}, body = mergeRequest(7) }: Posted = {}) {
  return server.call('POST', '/webhooks/gitlab', {
    headers: {
      'content-type': 'application/json',
      'x-gitlab-event': 'Merge Request Hook',
      'x-gitlab-token': server.secret,
      'idempotency-key': randomBytes(8).toString('hex'),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function mergeRequest(iid: unknown, changes: object = {}) {
  return {
    object_kind: 'merge_request',
    project: { path_with_namespace: 'acme/platform' },
    object_attributes: { iid, state: 'opened', ...changes },
  };
}

function push(ref: string) {
  return { object_kind: 'push', ref, project: { path_with_namespace: 'acme/platform' } };
}

served('asks for a review of the merge request and wakes the worker', async (server) => {
  expect((await post(server)).status).toBe(200);
  expect(await server.asked()).toEqual(['review:7']);
  expect(server.pokes()).toBe(1);
});

served('asks for a look at the default branch when a merge request is merged', async (server) => {
  await post(server, { body: mergeRequest(7, { state: 'merged' }) });
  expect(await server.asked()).toEqual(['review:7', 'watch:*']);
});

served('asks for a look at the default branch when it is pushed to', async (server) => {
  await post(server, { headers: { 'x-gitlab-event': 'Push Hook' }, body: push('refs/heads/main') });
  expect(await server.asked()).toEqual(['watch:*']);
});

served('takes other branches, projects and events note of and asks for nothing', async (server) => {
  const answers = [
    await post(server, {
      headers: { 'x-gitlab-event': 'Push Hook' },
      body: push('refs/heads/other'),
    }),
    await post(server, { headers: { 'x-gitlab-event': 'Pipeline Hook' } }),
    await post(server, {
      body: { ...mergeRequest(7), project: { path_with_namespace: 'acme/other' } },
    }),
    await post(server, { body: {} }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await server.asked()).toEqual([]);
  expect(server.pokes()).toBe(0);
});

served('believes no number that cannot be one', async (server) => {
  for (const iid of ['7', -1, 0, 1.5, null, { toString: 7 }, 1e300]) {
    expect((await post(server, { body: mergeRequest(iid) })).status).toBe(200);
  }
  expect(await server.asked()).toEqual([]);
});

served('takes no member for a hint that the payload has only inherited', async (server) => {
  const body = '{"__proto__":{"project":{"path_with_namespace":"acme/platform"}}}';
  expect((await post(server, { body })).status).toBe(200);
  expect(await server.asked()).toEqual([]);
});

served(
  'refuses a missing and a wrong token, whatever their length, and stores nothing',
  async (server) => {
    for (const token of [
      '',
      'x',
      `${server.secret}x`,
      server.secret.slice(1),
      server.secret.toUpperCase(),
    ]) {
      expect((await post(server, { headers: { 'x-gitlab-token': token } })).status).toBe(401);
    }
    const bare = await server.call('POST', '/webhooks/gitlab', { body: '{}' });
    expect(bare.status).toBe(401);
    expect(await server.asked()).toEqual([]);
  },
);

served('reads no body before it knows the token', async (server) => {
  const address = `${server.url}/webhooks/gitlab`;
  const wrong = { 'x-gitlab-token': 'wrong' };
  expect(await statusForBody(address, wrong, 4 * 1024 * 1024)).toBe(401);
});

served('refuses a body that is too large', async (server) => {
  const address = `${server.url}/webhooks/gitlab`;
  const right = { 'x-gitlab-token': server.secret };
  expect(await statusForBody(address, right, 6 * 1024 * 1024)).toBe(413);
  expect(await server.asked()).toEqual([]);
});

served('refuses what is not a JSON object', async (server) => {
  for (const body of ['', '{', 'null', '7', '"text"', '[]', '{"a":1}x', '\u0000']) {
    expect({ body, status: (await post(server, { body })).status }).toEqual({ body, status: 400 });
  }
  expect(await server.asked()).toEqual([]);
});

served('reads JSON whatever the content type says', async (server) => {
  await post(server, { headers: { 'content-type': 'text/plain' } });
  expect(await server.asked()).toEqual(['review:7']);
});

{
  const order: string[] = [];
  served(
    'answers only after the event is stored',
    async (server) => {
      await post(server);
      order.push('answered');
      expect(order).toEqual(['stored', 'answered']);
    },
    {
      deliver: async () => {
        await new Promise(setImmediate);
        order.push('stored');
        return true;
      },
    },
  );
}

served(
  'answers 503 without a word of the reason when the event cannot be stored',
  async (server) => {
    const answer = await post(server);
    expect([answer.status, answer.json]).toEqual([503, { error: 'try again later' }]);
    expect(server.pokes()).toBe(0);
  },
  { deliver: () => Promise.reject(new Error('disk full at /data/store')) },
);

served(
  'cuts off a body that never ends',
  async (server) => {
    const headers = { 'x-gitlab-token': server.secret, 'content-type': 'application/json' };
    const [status, openMs] = await endlessBody(`${server.url}/webhooks/gitlab`, headers);
    expect(status).toBe(408);
    expect(openMs).toBeLessThan(5_000);
    expect(await server.asked()).toEqual([]);
  },
  {},
  { requestMs: 300 },
);

served('asks once for a delivery that is sent twice', async (server) => {
  const headers = { 'idempotency-key': 'delivery-1' };
  expect((await post(server, { headers })).json).toEqual({ asked: 1, seen: false });
  expect((await post(server, { headers })).json).toEqual({ asked: 0, seen: true });
  expect(server.pokes()).toBe(1);
});

served('knows a retry again by its key although the event has another id', async (server) => {
  const key = { 'idempotency-key': 'delivery-1' };
  await post(server, { headers: { ...key, 'x-gitlab-event-uuid': 'a' } });
  const retry = await post(server, { headers: { ...key, 'x-gitlab-event-uuid': 'b' } });
  expect(retry.json).toMatchObject({ seen: true });
});

served('two events of one merge request are two deliveries', async (server) => {
  await post(server);
  expect((await post(server)).json).toMatchObject({ asked: 1, seen: false });
});

served('one trace joins what is asked for and what is logged of a delivery', async (server) => {
  const headers = { 'idempotency-key': 'delivery-1' };
  await post(server, { headers });
  await post(server, { headers });
  await post(server);
  const [asked, logged, askedAgain, loggedAgain, ...others] = server.traced;
  expect(asked?.trace).toMatch(/^hook-[0-9a-f]{12}$/);
  expect([asked, logged, askedAgain, loggedAgain]).toEqual(
    ['deliver review:7', 'webhook received', 'deliver review:7', 'webhook received'].map(
      (what) => ({ what, trace: asked?.trace }),
    ),
  );
  expect(new Set(others.map(({ trace }) => trace === asked?.trace))).toEqual(new Set([false]));
});
