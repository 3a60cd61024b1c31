// Every event that GitHub's documentation shows, and what can go wrong in one, through the real door.

import { expect } from '@jest/globals';
import { heard as heardEvents } from '../../../../src/server/webhooks/github/app.ts';
import { isObject } from '../../../../src/documents/plain-object.ts';
import { APP, type Example, heard, publishedExamples, send } from './hearing.ts';

const examples = publishedExamples();

/** The same event in the repository that is watched, on its default branch, of checks that are ours. */
function ofOurs({ event, payload }: Example): Example {
  const text = JSON.stringify({
    ...payload,
    ...(isObject(payload['repository'])
      ? { repository: { ...payload['repository'], full_name: 'acme/platform' } }
      : {}),
  }).replaceAll('"refs/heads/master"', '"refs/heads/main"');
  const ours = JSON.parse(text) as Record<string, Record<string, unknown>>;
  for (const name of ['check_run', 'check_suite']) {
    const check = ours[name];
    if (check === undefined) continue;
    check['app'] = { id: APP };
    if (name === 'check_run') check['external_id'] = '5 abc';
  }
  return { event, payload: ours };
}

heard('answers 200 to every event, and asks for nothing of others', async (server) => {
  const statuses = new Set<number>();
  for (const example of examples) statuses.add((await send(server, example)).status);
  expect(examples.length).toBeGreaterThan(300);
  expect([...statuses]).toEqual([200]);
  expect(await server.asked()).toEqual([]);
  expect(server.traced.filter(({ what }) => what !== 'webhook received')).toEqual([]);
});

heard('asks for what each event of ours is about', async (server) => {
  const asking = new Set<string>();
  for (const example of examples.map(ofOurs)) {
    const before = server.traced.length;
    expect((await send(server, example)).status).toBe(200);
    const passes = server.traced
      .slice(before)
      .flatMap(({ what }) => /^deliver (\w+):(\d+|\*)$/.exec(what)?.[1] ?? []);
    const { action } = example.payload;
    const name = typeof action === 'string' ? `${example.event}.${action}` : example.event;
    if (passes.length > 0) asking.add(`${name}: ${passes.join(', ')}`);
  }
  const requests = [...asking].filter((line) => line.startsWith('pull_request.'));
  expect(requests.length).toBeGreaterThan(10);
  expect(requests.filter((line) => !line.endsWith(': review'))).toEqual([]);
  expect([...asking].filter((line) => !requests.includes(line)).toSorted()).toEqual([
    'check_run.requested_action: review',
    'check_run.rerequested: review',
    'check_suite.rerequested: review',
    'merge_group.checks_requested: review',
    'pull_request_review.dismissed: review',
    'pull_request_review.submitted: review',
    'push: watch',
  ]);
});

heard('bears events in which any member is missing, null or of another type', async (server) => {
  const asking = heardEvents.flatMap(
    (name) =>
      examples.find(
        ({ event, payload: { action } }) =>
          event === name && (typeof action !== 'string' || ASKING.has(action)),
      ) ?? [],
  );
  const statuses = new Map<number, string>();
  for (const { event, payload } of asking.map(ofOurs)) {
    for (const damaged of variants(payload, 3)) {
      const { status } = await send(server, { event, payload: damaged });
      if (status !== 200) statuses.set(status, JSON.stringify(damaged).slice(0, 300));
    }
  }
  expect(asking.map(({ event }) => event)).toEqual(heardEvents);
  expect([...statuses]).toEqual([]);
  expect(server.traced.filter(({ what }) => /not taken|probot/.test(what))).toEqual([]);
});

/** One action of each event that leads somewhere; the others follow from damage to it. */
const ASKING = new Set(['closed', 'submitted', 'rerequested', 'checks_requested']);

const OTHERS: readonly unknown[] = [
  null,
  7,
  -1,
  'text',
  true,
  [],
  [null],
  {},
  { toString: 1, valueOf: 1 },
];

/** The members by which hints are found, each taken out or replaced in turn; down to `depth`. */
function* variants(value: Readonly<Record<string, unknown>>, depth: number): Generator<object> {
  for (const [key, member] of Object.entries(value)) {
    if (!READ.has(key)) continue;
    const { [key]: _, ...rest } = value;
    yield rest;
    for (const other of OTHERS) yield { ...value, [key]: other };
    if (depth > 1 && isObject(member)) {
      for (const inner of variants(member, depth - 1)) yield { ...value, [key]: inner };
    }
    if (depth > 1 && Array.isArray(member)) {
      yield { ...value, [key]: [null, 7, 'text', [], {}, ...member] };
    }
  }
}

const READ = new Set([
  'action',
  'app',
  'base',
  'check_run',
  'check_suite',
  'external_id',
  'full_name',
  'head_ref',
  'id',
  'installation',
  'merge_group',
  'merged',
  'number',
  'pull_request',
  'pull_requests',
  'pushed_at',
  'ref',
  'repository',
  'review',
  'sender',
  'submitted_at',
  'updated_at',
]);
