// The App's webhooks as a receiver sees them, and what was sent as the App sees it.

import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createFaults } from '../../../src/sandbox/faults/faults.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';
import { eventually } from '../eventually.ts';
import { cloned, type Clone } from './pushing.ts';
import { receiving, type Receiver } from './receiver.ts';

const faults = createFaults();
const secret = randomBytes(20).toString('hex');
let world: AcmeGitHub;
let clone: Clone;
let receiver: Receiver;

const at = `/repos/${platform}`;

beforeAll(async () => {
  world = await startAcmeGitHub({ faults });
  clone = await cloned(world);
  receiver = await receiving();
  world.github.setAppHook({ url: receiver.url, secret });
  await eventually(async () => receiver.received.length === 1);
});

beforeEach(() => {
  faults.clear();
  receiver.received = [];
  receiver.status = 200;
});

afterAll(async () => {
  receiver.close();
  await clone.remove();
  await world.stop();
});

const asApp = (method: string, path: string, body?: object): Promise<Answer> =>
  world.ask(world.jwt(), method, `/app/hook${path}`, body);

async function opened(branch: string): Promise<number> {
  await clone.push(branch, { [`${branch}.md`]: 'x\n' });
  const pull = { title: branch, head: branch, base: 'main' };
  return (await world.repo('alice', 'POST', '/pulls', pull)).body.number;
}

test('a pull request tells its story in order', async () => {
  const number = await opened('story');
  const before = (await world.repo('alice', 'GET', `/pulls/${number}`)).body.head.sha;
  await clone.push('story', { 'more.md': 'y\n' }, 'story');
  await world.repo('alice', 'PATCH', `/pulls/${number}`, { title: 'Story told' });
  await world.repo('bob', 'POST', `/pulls/${number}/reviews`, { event: 'APPROVE' });
  await world.repo('bob', 'POST', `/issues/${number}/comments`, { body: 'Not told' });
  await world.repo('bob', 'PUT', `/pulls/${number}/merge`, {});
  await eventually(async () => receiver.told().includes('pull_request closed'));
  expect(receiver.told()).toEqual([
    'push',
    'check_suite requested',
    'pull_request opened',
    'push',
    'check_suite requested',
    'pull_request synchronize',
    'pull_request edited',
    'pull_request_review submitted',
    'push',
    'check_suite requested',
    'pull_request closed',
  ]);
  const [, , , , , pushed, edited, approved, , , closed] = receiver.received;
  expect(pushed?.body).toMatchObject({ before, after: pushed?.body.pull_request.head.sha });
  expect(edited?.body.changes).toEqual({ title: { from: 'story' } });
  expect(approved?.body.review).toMatchObject({ state: 'approved', body: null });
  expect(closed?.body).toMatchObject({
    number,
    pull_request: { merged: true },
    repository: { full_name: platform },
    organization: { login: 'acme' },
    sender: { login: 'bob' },
    installation: { id: expect.any(Number) },
  });
});

test('a delivery says who sends it and is signed twice', async () => {
  await opened('signed');
  await eventually(async () => receiver.received.length === 3);
  const [{ headers, text } = { headers: {}, text: '' }] = receiver.received;
  const sign = (algorithm: string): string =>
    `${algorithm}=${createHmac(algorithm, secret).update(text).digest('hex')}`;
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
    'x-github-event': 'push',
    'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'x-github-hook-installation-target-type': 'integration',
    'x-github-hook-installation-target-id': String(world.github.app.id),
    'x-hub-signature': sign('sha1'),
    'x-hub-signature-256': sign('sha256'),
  });
});

test('checks that are asked for again, and buttons, are told to the App', async () => {
  const app = await world.installationToken();
  const head_sha = await clone.push('buttons', { 'buttons.md': 'x\n' });
  const run = { name: 'runway/plan', head_sha, external_id: '7 abc', conclusion: 'success' };
  const { body } = await world.ask(app, 'POST', `${at}/check-runs`, run);
  await world.repo('alice', 'POST', `/check-runs/${body.id}/rerequest`);
  await world.repo('alice', 'POST', `/check-suites/${body.check_suite.id}/rerequest`);
  await eventually(async () => receiver.told().includes('check_suite rerequested'));
  expect(receiver.told()).toEqual([
    'push',
    'check_suite requested',
    'check_run created',
    'check_run completed',
    'check_suite completed',
    'check_run rerequested',
    'check_suite rerequested',
  ]);
  const again = receiver.received.find(({ body: { action } }) => action === 'rerequested');
  expect(again?.body.check_run).toMatchObject({
    external_id: '7 abc',
    status: 'completed',
    check_suite: { status: 'queued', conclusion: null },
  });
});

test('what failed is not sent again until the App asks for it', async () => {
  receiver.status = 500;
  await opened('failed');
  await eventually(async () => receiver.received.length === 3);
  const guids = new Set(receiver.received.map(({ guid }) => guid));
  expect(guids.size).toBe(3);
  const { body: list } = await asApp('GET', '/deliveries?per_page=3');
  expect(list.map(({ event }: { event: string }) => event)).toEqual([
    'pull_request',
    'check_suite',
    'push',
  ]);
  expect(list[0]).toMatchObject({
    action: 'opened',
    redelivery: false,
    status: 'Invalid HTTP Response: 500',
    status_code: 500,
    repository_id: world.github.projectId(platform),
  });
  const one = await asApp('GET', `/deliveries/${list[0].id}`);
  expect(one.body).toMatchObject({
    url: receiver.url,
    request: { headers: { 'x-github-event': 'pull_request' }, payload: { action: 'opened' } },
    response: { payload: 'heard' },
  });
  receiver.status = 200;
  receiver.received = [];
  const asked = await asApp('POST', `/deliveries/${list[0].id}/attempts`);
  expect(asked.status).toBe(202);
  await eventually(async () => receiver.received.length === 1);
  expect(receiver.received[0]?.guid).toBe(list[0].guid);
  const newest = await eventually(async () => {
    const { body } = await asApp('GET', '/deliveries?per_page=1');
    return body[0].redelivery === true ? body[0] : null;
  });
  expect(newest).toMatchObject({ guid: list[0].guid, status: 'OK', status_code: 200 });
});

test('the list goes on after a cursor', async () => {
  const first = await asApp('GET', '/deliveries?per_page=2');
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await world.ask(world.jwt(), 'GET', next);
  const ids = [...first.body, ...second.body].map(({ id }: { id: number }) => id);
  expect(ids).toHaveLength(4);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
  const failed = await asApp('GET', '/deliveries?status=failure');
  expect(failed.body.length).toBeGreaterThan(0);
  expect(failed.body.every((one: { status_code: number }) => one.status_code >= 400)).toBe(true);
});

test('a receiver that is not there is told apart from one that fails', async () => {
  const gone = await receiving();
  gone.close();
  world.github.setAppHook({ url: gone.url, secret });
  await opened('nobody');
  const newest = await eventually(async () => {
    const { body } = await asApp('GET', '/deliveries?per_page=1');
    return body[0].action === 'opened' ? body[0] : null;
  });
  expect(newest).toMatchObject({ status: 'failed to connect to host', status_code: 502 });
  world.github.setAppHook({ url: receiver.url, secret });
  await eventually(async () => receiver.told().includes('ping'));
});

test('the hook is read and changed by the App, and its secret is not told', async () => {
  const config = await asApp('GET', '/config');
  expect(config.body).toEqual({
    url: receiver.url,
    content_type: 'json',
    insecure_ssl: '0',
    secret: '********',
  });
  const changed = await asApp('PATCH', '/config', { url: `${receiver.url}/moved` });
  expect(changed.body.url).toBe(`${receiver.url}/moved`);
  expect((await world.ask('olga', 'GET', '/app/hook/config')).status).toBe(401);
});

test('webhooks are dropped, doubled, overtaken and late', async () => {
  const number = await opened('faulty');
  await eventually(async () => receiver.told().includes('pull_request opened'));
  const edit = (title: string): Promise<Answer> =>
    world.repo('alice', 'PATCH', `/pulls/${number}`, { title });
  const approve = (): Promise<Answer> =>
    world.repo('bob', 'POST', `/pulls/${number}/reviews`, { event: 'APPROVE' });
  const set = (fault: Fault) =>
    faults.add({
      service: 'webhooks',
      method: 'pull_request',
      fault,
      times: 1,
      share: null,
      where: {},
    });

  receiver.received = [];
  set({ drop: true });
  await edit('never told');
  await approve();
  await eventually(async () => receiver.received.length === 1);
  expect(receiver.told()).toEqual(['pull_request_review submitted']);
  const lost = (await asApp('GET', '/deliveries?per_page=2')).body[1];
  expect(lost).toMatchObject({ event: 'pull_request', status_code: 502 });

  receiver.received = [];
  set({ double: true });
  await edit('told twice');
  await eventually(async () => receiver.received.length === 2);
  expect(receiver.received[0]?.guid).toBe(receiver.received[1]?.guid);

  receiver.received = [];
  set({ reorder: true });
  await edit('overtaken');
  await approve();
  await eventually(async () => receiver.received.length === 2);
  expect(receiver.told()).toEqual(['pull_request_review submitted', 'pull_request edited']);

  receiver.received = [];
  const late = set({ delayMs: 600_000 });
  await edit('late');
  await approve();
  await eventually(async () => receiver.received.length === 1);
  faults.remove(late.id);
  await eventually(async () => receiver.received.length === 2);
});

test('a restart keeps what was tried and what was not sent yet', async () => {
  world.github.setAppHook({ url: receiver.url, secret });
  await eventually(async () => receiver.told().includes('ping'));
  const held = faults.add({
    service: 'webhooks',
    method: 'pull_request',
    fault: { delayMs: 600_000 },
    times: 1,
    share: null,
    where: {},
  });
  await opened('restarted');
  await eventually(async () => faults.find(held.id)?.struck === 1);
  const before = (await asApp('GET', '/deliveries')).body;
  await world.github.stop();
  faults.clear();
  receiver.received = [];
  const again = await startAcmeGitHub({ dir: world.dir });
  await eventually(async () => receiver.told().includes('pull_request opened'));
  const after = (await again.ask(again.jwt(), 'GET', '/app/hook/deliveries?per_page=100')).body;
  const guids = (list: { guid: string }[]): string[] => list.map(({ guid }) => guid);
  expect(guids(after)).toEqual(expect.arrayContaining(guids(before)));
  expect(again.github.app.id).toBe(world.github.app.id);
  await again.github.stop();
});
