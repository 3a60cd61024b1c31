import { expect } from '@jest/globals';
import { type Listening, served } from '../listening.ts';

const payload = (attributes: object) => ({
  project: { path_with_namespace: 'acme/platform' },
  object_attributes: { iid: 7, state: 'opened', ...attributes },
});

async function post(server: Listening, sent: { headers?: Record<string, string>; body?: unknown }) {
  await server.call('POST', '/webhooks/gitlab', {
    headers: {
      'x-gitlab-token': server.secret,
      'x-gitlab-event': 'Merge Request Hook',
      ...sent.headers,
    },
    body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body ?? payload({})),
  });
}

async function counted(server: Listening, name: string): Promise<readonly string[]> {
  const text = await server.metrics.text();
  return text.split('\n').filter((line) => line.startsWith(name));
}

served('counts webhooks by event and by what became of them', async (server) => {
  await post(server, { headers: { 'idempotency-key': 'a' } });
  await post(server, { headers: { 'idempotency-key': 'a' } });
  await post(server, { headers: { 'x-gitlab-event': 'Push Hook' } });
  await post(server, { headers: { 'x-gitlab-event': 'A"}\\ Hook', 'idempotency-key': 'b' } });
  await post(server, { headers: { 'x-gitlab-token': 'wrong' } });
  await post(server, { body: 'no JSON' });
  const of = (event: string, result: string) =>
    `runway_webhook_deliveries_total{event="${event}",result="${result}"} 1`;
  expect((await counted(server, 'runway_webhook_deliveries_total')).toSorted()).toEqual(
    [
      of('merge_request', 'asked'),
      of('merge_request', 'seen'),
      of('merge_request', 'refused'),
      of('merge_request', 'invalid'),
      of('push', 'ignored'),
      of('other', 'ignored'),
    ].toSorted(),
  );
  expect(await counted(server, 'runway_webhook_duration_seconds_count')).toEqual([
    'runway_webhook_duration_seconds_count 6',
  ]);
});

served(
  'counts what could not be stored as failed',
  async (server) => {
    await post(server, {});
    expect(await counted(server, 'runway_webhook_deliveries_total')).toEqual([
      'runway_webhook_deliveries_total{event="merge_request",result="failed"} 1',
    ]);
  },
  { deliver: () => Promise.reject(new Error('disk full')) },
);

const SUM = 'runway_webhook_lag_seconds_sum{event="merge_request"}';
const COUNT = 'runway_webhook_lag_seconds_count{event="merge_request"}';

served('says how late an event is by the time that it names as its own', async (server) => {
  const at = new Date(Date.now() - 100_000).toISOString();
  const long = '2020-01-01 00:00:00 UTC';
  await post(server, { body: payload({ action: 'approved', actioned_at: at, updated_at: long }) });
  const [sum = ''] = await counted(server, SUM);
  expect(Number(sum.slice(SUM.length))).toBeGreaterThan(99);
  expect(Number(sum.slice(SUM.length))).toBeLessThan(130);
});

served(
  'takes the last change for the event where it is one, and nothing is early',
  async (server) => {
    const words = new Date(Date.now() + 60_000).toISOString();
    const future = `${words.slice(0, 19).replace('T', ' ')} UTC`;
    await post(server, { body: payload({ action: 'update', updated_at: future }) });
    await post(server, { body: payload({ action: 'approved', updated_at: future }) });
    await post(server, { body: payload({ action: 'update', updated_at: 'long ago' }) });
    expect(await counted(server, SUM)).toEqual([`${SUM} 0`]);
    expect(await counted(server, COUNT)).toEqual([`${COUNT} 1`]);
  },
);
