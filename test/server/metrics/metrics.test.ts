import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { VERSION } from '../../../src/cli/version.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import { type Listening, served } from '../listening.ts';

const root = join(import.meta.dirname, '../../..');

async function scrape(server: Listening): Promise<string> {
  const answer = await server.call('GET', '/metrics', {
    headers: { authorization: `Bearer ${server.token}` },
  });
  expect(answer.status).toBe(200);
  return answer.text;
}

/** The value of one sample, or null where there is none. */
function sample(text: string, name: string): number | null {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? null : Number(line.slice(name.length));
}

served('wants the read token', async (server) => {
  expect((await server.call('GET', '/metrics')).status).toBe(401);
  expect(await scrape(server)).toContain('runway_build_info{version="1.2.3"} 1');
});

served('counts passes, requests and webhooks as they are told', async (server) => {
  const run = { pass: 'review', origin: 'hook', waitedMs: 40, ms: 700 } as const;
  server.metrics.passEnded({ ...run, outcome: 'done' });
  server.metrics.passEnded({ ...run, outcome: 'dead' });
  server.metrics.called({ host: 'gitlab.acme.dev', code: '200', ms: 120 });
  const text = await scrape(server);
  const takes = 'runway_pass_duration_seconds';
  expect(sample(text, `${takes}_count{pass="review",outcome="dead"}`)).toBe(1);
  expect(sample(text, `${takes}_sum{pass="review",outcome="done"}`)).toBe(0.7);
  expect(sample(text, 'runway_pass_wait_seconds_sum{pass="review",origin="hook"}')).toBe(0.08);
  const calls = 'runway_outside_call_duration_seconds_count{host="gitlab.acme.dev",code="200"}';
  expect(sample(text, calls)).toBe(1);
});

served('tells what lies in the queue and how targets stand', async (server) => {
  await server.queue.request([{ pass: 'review', key: '1', dueAt: ago(90_000) }]);
  await server.queue.request([{ pass: 'review', key: '2' }]);
  await server.queue.request([{ pass: 'watch', key: '*', dueAt: ago(-90_000) }]);
  const release = { intent: 'i', commit: 'f'.repeat(40) as Sha, mergeRequest: 1, release: null };
  const { id } = await server.ledger.begin({ target: 'dev/checkout', ...release }, '!1');
  await server.ledger.ended(id, { type: 'proven', revisions: {} });
  await server.ledger.begin({ target: 'dev/search', ...release }, '!1');

  const text = await scrape(server);
  expect(sample(text, 'runway_store_up')).toBe(1);
  expect(sample(text, 'runway_store_answer_seconds')).toBeGreaterThanOrEqual(0);
  expect(sample(text, 'runway_queue_passes{pass="review",state="due"}')).toBe(2);
  expect(sample(text, 'runway_queue_passes{pass="watch",state="delayed"}')).toBe(1);
  expect(sample(text, 'runway_queue_oldest_due_seconds{pass="review"}')).toBeGreaterThan(89);
  expect(sample(text, 'runway_queue_oldest_due_seconds{pass="watch"}')).toBe(0);
  expect(sample(text, 'runway_targets{environment="dev",state="serving"}')).toBe(1);
  expect(sample(text, 'runway_targets{environment="dev",state="deploying"}')).toBe(1);
  expect(text).not.toContain('checkout');
});

served(
  'answers without the store, and says that it is away',
  async (server) => {
    const text = await scrape(server);
    expect(sample(text, 'runway_store_up')).toBe(0);
    expect(sample(text, 'runway_store_answer_seconds')).toBeNull();
    expect(text).not.toContain('runway_queue_passes{');
    expect(sample(text, 'runway_build_info{version="1.2.3"}')).toBe(1);
  },
  { depth: () => Promise.reject(new Error('away')) },
);

{
  let asked = 0;
  served(
    'answers within seconds although the store hangs, and asks it no second time meanwhile',
    async (server) => {
      const began = performance.now();
      const texts = await Promise.all([scrape(server), scrape(server), scrape(server)]);
      expect(texts.map((text) => sample(text, 'runway_store_up'))).toEqual([0, 0, 0]);
      expect(performance.now() - began).toBeLessThan(5_000);
      expect(asked).toBe(1);
    },
    {
      depth() {
        asked += 1;
        return new Promise(() => undefined);
      },
    },
  );
}

served(
  'every metric of ours has a line in docs/operating.md, and every line a metric',
  async (server) => {
    const text = await scrape(server);
    const ours = [...text.matchAll(/^# HELP (runway_\w+)/gm)].map(([, name = '']) => name);
    const page = readFileSync(join(root, 'docs/operating.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `(runway_\w+)` +\|/gm)].map(([, name = '']) => name);
    expect(listed.toSorted()).toEqual(ours.toSorted());
  },
);

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(version);
});

function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}
