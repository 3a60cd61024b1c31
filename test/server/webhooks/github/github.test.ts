import { expect, test } from '@jest/globals';
import { signedWithOne } from '../../../../src/server/webhooks/github/signature.ts';
import { statusForBody } from '../../../support/announced-body.ts';
import { about, APP, heard, send, signed } from './hearing.ts';

const pull = (changes: object = {}, number: unknown = 7) =>
  about({ action: 'synchronize', pull_request: { number, merged: false, ...changes } });

heard('asks for a review of the merge request and wakes the worker', async (server) => {
  expect((await send(server, { event: 'pull_request', payload: pull() })).json).toEqual({
    asked: 1,
    seen: false,
  });
  expect(await server.asked()).toEqual(['review:7']);
  expect(server.pokes()).toBe(1);
});

heard('asks for a look at the default branch when a merge request is merged', async (server) => {
  await send(server, { event: 'pull_request', payload: pull({ merged: true }) });
  expect(await server.asked()).toEqual(['review:7', 'watch:*']);
});

heard('asks for a look at the default branch when it is pushed to', async (server) => {
  await send(server, { event: 'push', payload: about({ ref: 'refs/heads/other' }) });
  await send(server, { event: 'push', payload: about({ ref: 'refs/tags/main' }) });
  expect(await server.asked()).toEqual([]);
  await send(server, { event: 'push', payload: about({ ref: 'refs/heads/main' }) });
  expect(await server.asked()).toEqual(['watch:*']);
});

heard('asks for a review when an approval comes or goes', async (server) => {
  const review = (action: string, number: number) =>
    send(server, {
      event: 'pull_request_review',
      payload: about({ action, pull_request: { number } }),
    });
  await review('submitted', 7);
  await review('dismissed', 8);
  await review('edited', 9);
  expect(await server.asked()).toEqual(['review:7', 'review:8']);
});

heard('asks for the review of a merge request that stands in the merge queue', async (server) => {
  const group = (action: string, branch: string) =>
    send(server, {
      event: 'merge_group',
      payload: about({
        action,
        merge_group: { head_ref: `refs/heads/gh-readonly-queue/${branch}-${'a'.repeat(40)}` },
      }),
    });
  await group('destroyed', 'main/pr-6');
  await group('checks_requested', 'other/pr-6');
  await group('checks_requested', 'main/pr-x');
  await group('checks_requested', 'main/pr-007');
  expect(await server.asked()).toEqual([]);
  await group('checks_requested', 'main/pr-7');
  expect(await server.asked()).toEqual(['review:7']);
});

heard('asks for a review when somebody wants one of our checks again', async (server) => {
  const run = (action: string, external_id: unknown, app: unknown = { id: APP }) =>
    send(server, {
      event: 'check_run',
      payload: about({ action, check_run: { app, external_id } }),
    });
  await run('created', '6 abc');
  await run('completed', '6 abc');
  await run('rerequested', '6 abc', { id: APP + 1 });
  await run('rerequested', '6 abc', null);
  for (const id of ['', 'abc', ' 6', '6abc', '-6 abc', '06 abc', '6.5 abc', '1e3 abc', null, 6]) {
    await run('rerequested', id);
  }
  expect(await server.asked()).toEqual([]);
  await run('rerequested', '7 abc');
  await run('requested_action', '8 abc');
  await run('requested_action', '9');
  expect(await server.asked()).toEqual(['review:7', 'review:8', 'review:9']);
});

heard('asks for what a suite of our checks is about when it is wanted again', async (server) => {
  const suite = (action: string, pull_requests: unknown, app = APP) =>
    send(server, {
      event: 'check_suite',
      payload: about({ action, check_suite: { app: { id: app }, pull_requests } }),
    });
  const of = (number: number, repository: number) => ({
    number,
    base: { repo: { id: repository } },
  });
  await suite('requested', [of(6, 1)]);
  await suite('rerequested', [of(6, 1)], APP + 1);
  expect(await server.asked()).toEqual([]);
  await suite('rerequested', [of(7, 1), of(6, 2), of(8, 1)]);
  expect(await server.asked()).toEqual(['review:7', 'review:8']);
  await suite('rerequested', [of(6, 2)]);
  expect(await server.asked()).toEqual(['review:7', 'review:8', 'watch:*']);
});

heard('knows the repository in capitals and in small letters, and no other', async (server) => {
  for (const full_name of ['acme/other', 'acme/platform2', '', null, ['acme/platform']]) {
    const payload = { ...pull({}, 6), repository: { full_name } };
    expect((await send(server, { event: 'pull_request', payload })).status).toBe(200);
  }
  expect(await server.asked()).toEqual([]);
  const payload = { ...pull(), repository: { full_name: 'Acme/Platform' } };
  await send(server, { event: 'pull_request', payload });
  expect(await server.asked()).toEqual(['review:7']);
});

heard('takes note of what every App is sent, and asks for nothing', async (server) => {
  for (const event of ['ping', 'installation', 'installation_repositories', 'meta']) {
    const payload = about({ action: 'created', zen: 'Half measures', hook_id: 1 });
    expect((await send(server, { event, payload })).json).toEqual({ asked: 0, seen: false });
  }
  expect(await server.asked()).toEqual([]);
});

heard('is not led astray by the name of an event', async (server) => {
  for (const event of [
    'error',
    '*',
    '__proto__',
    'constructor',
    'toString',
    '',
    'pull_request.x',
  ]) {
    expect((await send(server, { event, payload: pull({}, 6) })).status).toBe(200);
  }
  expect(await server.asked()).toEqual([]);
});

heard('refuses a missing and a wrong signature, and stores nothing', async (server) => {
  const body = JSON.stringify(pull());
  const right = signed(server.secret, body);
  const wrongs = [
    '',
    'sha256=',
    right.toUpperCase(),
    right.replace('sha256', 'sha1'),
    `${right} `.padEnd(90, 'x'),
    signed(`${server.secret}x`, body),
    signed(server.secret, `${body} `),
    right.slice(0, -1),
  ];
  for (const wrong of wrongs) {
    const headers = { 'x-hub-signature-256': wrong };
    const { status } = await send(server, { event: 'pull_request', payload: body, headers });
    expect([wrong, status]).toEqual([wrong, 401]);
  }
  const bare = await server.call('POST', '/webhooks/github', { body });
  expect(bare.status).toBe(401);
  expect(await server.asked()).toEqual([]);
});

test('the signature that GitHub shows as an example holds', async () => {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const sent = { body: Buffer.from('Hello, World!'), signature };
  expect(await signedWithOne(["It's a Secret to Everybody"], sent)).toBe(true);
  expect(await signedWithOne(["It's a Secret to Nobody"], sent)).toBe(false);
});

heard('a right signature in the old header does not count', async (server) => {
  const headers = { 'x-hub-signature': 'sha1=0', 'x-hub-signature-256': '' };
  expect((await send(server, { event: 'push', payload: {}, headers })).status).toBe(401);
});

heard('reads no body before there is a signature, and none that is too large', async (server) => {
  const address = `${server.url}/webhooks/github`;
  expect(await statusForBody(address, { 'x-gitlab-token': 'x' }, 4 * 1024 * 1024)).toBe(401);
  const plausible = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
  expect(await statusForBody(address, plausible, 6 * 1024 * 1024)).toBe(413);
});

heard('refuses what is not a JSON object', async (server) => {
  for (const payload of ['{', 'null', '7', '"text"', '[]', '{"a":1}x', 'payload=%7B%7D']) {
    const { status } = await send(server, { event: 'push', payload });
    expect([payload, status]).toEqual([payload, 400]);
  }
  expect((await send(server, { event: 'push', payload: '' })).status).toBe(401);
});

heard('asks once for a delivery that is sent twice, in whatever words', async (server) => {
  const twice = { event: 'pull_request', payload: pull(), delivery: 'delivery-1' };
  expect((await send(server, twice)).json).toEqual({ asked: 1, seen: false });
  expect((await send(server, twice)).json).toEqual({ asked: 0, seen: true });
  expect(server.pokes()).toBe(1);
  expect((await send(server, { ...twice, delivery: 'delivery-2' })).json).toMatchObject({
    seen: false,
  });
});

heard('knows a delivery without an id again by what it says', async (server) => {
  const nameless = { event: 'pull_request', payload: pull(), headers: { 'x-github-delivery': '' } };
  expect((await send(server, nameless)).json).toMatchObject({ seen: false });
  expect((await send(server, nameless)).json).toMatchObject({ seen: true });
  expect((await send(server, { ...nameless, payload: pull({ title: 'x' }) })).json).toMatchObject({
    seen: false,
  });
});

heard('two deliveries at once each have their own answer', async (server) => {
  const answers = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map((number) =>
      send(server, {
        event: 'pull_request',
        payload: pull({ merged: number % 2 === 0 }, number),
      }),
    ),
  );
  expect(answers.map(({ json }) => (json as { asked: number }).asked)).toEqual([
    1, 2, 1, 2, 1, 2, 1, 2,
  ]);
});

heard(
  'answers 503 without a word of the reason when the event cannot be stored',
  async (server) => {
    const answer = await send(server, { event: 'pull_request', payload: pull() });
    expect([answer.status, answer.json]).toEqual([503, { error: 'try again later' }]);
    expect(server.pokes()).toBe(0);
  },
  { deliver: () => Promise.reject(new Error('disk full at /data/store')) },
);

heard('one trace joins what is asked for and what is logged of a delivery', async (server) => {
  await send(server, { event: 'pull_request', payload: pull(), delivery: 'delivery-1' });
  const [asked, logged] = server.traced;
  expect(asked?.trace).toMatch(/^hook-[0-9a-f]{12}$/);
  expect([asked, logged]).toEqual(
    ['deliver review:7', 'webhook received'].map((what) => ({ what, trace: asked?.trace })),
  );
});

heard('counts events by what they are about, with how late they were', async (server) => {
  const at = new Date(Date.now() - 100_000);
  const of = (event: string, payload: object) => send(server, { event, payload: about(payload) });
  await of('pull_request', {
    action: 'opened',
    pull_request: { number: 7, updated_at: at.toISOString() },
  });
  await of('push', {
    ref: 'refs/heads/main',
    repository: { full_name: 'acme/platform', pushed_at: Math.floor(at.getTime() / 1000) },
  });
  await of('pull_request_review', {
    action: 'submitted',
    pull_request: { number: 7 },
    review: { submitted_at: at.toISOString() },
  });
  await of('check_run', { action: 'created' });
  await of('ping', {});
  const text = await server.metrics.text();
  const counted = [...text.matchAll(/deliveries_total\{event="(\w+)",result="(\w+)"\} 1/g)];
  expect(counted.map(([, event, result]) => `${event} ${result}`).toSorted()).toEqual([
    'check ignored',
    'merge_request asked',
    'other ignored',
    'push asked',
    'review asked',
  ]);
  for (const event of ['merge_request', 'push', 'review']) {
    const [, sum] = new RegExp(`lag_seconds_sum\\{event="${event}"\\} (.*)`).exec(text) ?? [];
    expect(Number(sum)).toBeGreaterThan(99);
    expect(Number(sum)).toBeLessThan(130);
  }
});
