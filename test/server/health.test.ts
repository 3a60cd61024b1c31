import { expect, test } from '@jest/globals';
import { createProbe } from '../../src/server/probe.ts';
import { served } from './listening.ts';

served('says that it lives whatever it does, without a token', async (server) => {
  server.become('stopping');
  const answer = await server.call('GET', '/healthz');
  expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }]);
});

served('is ready while it works and its store answers, without a token', async (server) => {
  const answer = await server.call('GET', '/readyz');
  expect([answer.status, answer.json]).toEqual([200, { status: 'ready' }]);
});

served('is not ready before it works, and not any more once it stops', async (server) => {
  for (const stage of ['starting', 'stopping'] as const) {
    server.become(stage);
    const answer = await server.call('GET', '/readyz');
    expect(answer.status).toBe(503);
    expect(answer.json).toEqual({ status: 'not ready', reasons: [`the bot is ${stage}`] });
  }
});

served('takes webhooks still while it stops', async (server) => {
  server.become('stopping');
  const answer = await server.call('POST', '/webhooks/gitlab', {
    headers: { 'x-gitlab-token': server.secret, 'x-gitlab-event': 'Merge Request Hook' },
    body: JSON.stringify({
      project: { path_with_namespace: 'acme/platform' },
      object_attributes: { iid: 7, state: 'opened' },
    }),
  });
  expect(answer.status).toBe(200);
  expect(await server.asked()).toEqual(['review:7']);
});

served(
  'is not ready when the store refuses',
  async (server) => {
    const answer = await server.call('GET', '/readyz');
    expect(answer.status).toBe(503);
    expect(answer.json).toEqual({ status: 'not ready', reasons: ['the store does not answer'] });
  },
  { nextDue: () => Promise.reject(new Error('password=hunter2 is wrong')) },
);

test('a question that hangs is asked once, however many wait for it and in vain', async () => {
  let asked = 0;
  let answer: (value: string) => void = () => undefined;
  const probe = createProbe(() => {
    asked += 1;
    return new Promise<string>((resolve) => {
      answer = resolve;
    });
  }, 20);
  const silent = { answered: false, because: 'silent' };
  expect(await Promise.all([probe(), probe()])).toEqual([silent, silent]);
  expect(await probe()).toEqual(silent);
  expect(asked).toBe(1);

  const late = probe();
  answer('there');
  expect(await late).toMatchObject({ answered: true, value: 'there' });
  expect(asked).toBe(1);
  const anew = probe();
  answer('again');
  expect(await anew).toMatchObject({ answered: true, value: 'again' });
  expect(asked).toBe(2);
});
