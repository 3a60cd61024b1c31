// GitLab told to fail, seen through gitbeaker, git and plain requests.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Fault, StoredFault } from '../../../src/sandbox/faults/fault.ts';
import { createFaults } from '../../../src/sandbox/faults/faults.ts';
import { eventually } from '../eventually.ts';
import { type Acme, acme, checkout, git, json, propose, remote } from './acme-gitlab.ts';

const faults = createFaults();
let world: Acme;
let folder: string;

beforeAll(async () => {
  world = await acme({ faults });
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
});

afterEach(() => faults.clear());

afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true });
});

function set(
  service: string,
  method: string,
  fault: Fault,
  more: { times?: number; where?: Record<string, string> } = {},
): StoredFault {
  const { times = null, where = {} } = more;
  return faults.add({ service, method, fault, times, share: null, where });
}

const NOTES = '/projects/acme%2Fplatform/merge_requests';

test('every route of the API is listed, and none of Git or the pages among them', () => {
  const [api] = faults.parts().filter(({ service }) => service === 'gitlab');
  const names = api?.methods.map(({ name }) => name) ?? [];
  expect(names).toContain('POST /projects/:id/merge_requests/:iid/notes');
  expect(names).toContain('POST /projects/:id/statuses/:sha');
  expect(names.length).toBeGreaterThan(80);
  expect(names.filter((name) => /git-|\/-\//.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test('a status is answered as GitLab words it, and nothing is done', async () => {
  const iid = await propose(world, 'refused', { content: 'a: 1\n' });
  set('gitlab', 'POST *notes', { status: 500 }, { times: 1 });
  set('gitlab', 'POST *notes', { status: 429, retryAfterMs: 1_500 }, { times: 1 });
  set('gitlab', 'POST *notes', { status: 503 }, { times: 1 });
  const say = () => world.call('alice', `${NOTES}/${iid}/notes`, json({ body: 'hello' }));
  const broken = await say();
  expect([broken.status, await broken.json()]).toEqual([
    500,
    { message: '500 Internal Server Error' },
  ]);
  const busy = await say();
  expect([busy.status, busy.headers.get('retry-after'), await busy.text()]).toEqual([
    429,
    '2',
    'Retry later\n',
  ]);
  const down = await say();
  expect([down.status, await down.text()]).toEqual([503, expect.stringContaining('<html>')]);
  expect(await world.as('alice').MergeRequestNotes.all('acme/platform', iid)).toHaveLength(0);
  expect((await say()).status).toBe(201);
});

test('a lost answer leaves its effect behind, a dropped request none', async () => {
  const iid = await propose(world, 'lost', { content: 'b: 1\n' });
  const say = (body: string) => world.call('alice', `${NOTES}/${iid}/notes`, json({ body }));
  set('gitlab', 'POST *notes', { drop: true }, { times: 1 });
  const lost = set('gitlab', 'POST *notes', { loseAnswer: true }, { times: 1 });
  await expect(say('dropped')).rejects.toThrow('fetch failed');
  await expect(say('lost')).rejects.toThrow('fetch failed');
  await eventually(async () => faults.find(lost.id)?.struck === 1);
  const notes = await world.as('alice').MergeRequestNotes.all('acme/platform', iid);
  expect(notes.map(({ body }) => body)).toEqual(['lost']);
});

test('a late answer is whole, comes after its work, and leaves the connection in order', async () => {
  const iid = await propose(world, 'late', { content: 'c: 1\n' });
  const late = set('gitlab', 'POST *notes', { delayMs: 600_000 }, { times: 1 });
  const answer = world.call('alice', `${NOTES}/${iid}/notes`, json({ body: 'late' }));
  await eventually(async () => faults.find(late.id)?.struck === 1);
  const notes = await world.as('alice').MergeRequestNotes.all('acme/platform', iid);
  expect(notes.map(({ body }) => body)).toEqual(['late']);
  expect(faults.list()).toHaveLength(1);
  faults.clear();
  expect(await (await answer).json()).toMatchObject({ body: 'late' });
  expect((await world.call('alice', `${NOTES}/${iid}`)).status).toBe(200);
});

test('a delay is as long as it was said', async () => {
  set('gitlab', 'GET', { delayMs: 120, status: 503 }, { times: 1 });
  set('gitlab', 'GET', { delayMs: 120 }, { times: 1 });
  for (const status of [503, 200]) {
    const began = performance.now();
    expect((await world.call('alice', NOTES)).status).toBe(status);
    expect(performance.now() - began).toBeGreaterThan(110);
  }
});

test('three requests that come together use up three strikes, not more', async () => {
  const { id } = set('gitlab', '*', { status: 503 }, { times: 3 });
  const all = await Promise.all(Array.from({ length: 12 }, () => world.call('alice', NOTES)));
  expect(all.filter(({ status }) => status === 503)).toHaveLength(3);
  expect(faults.find(id)).toMatchObject({ struck: 3, left: 0 });
});

test('only one project, only one user, only one path', async () => {
  const status = async (user: string, path: string) => (await world.call(user, path)).status;
  set('gitlab', 'GET', { status: 503 }, { where: { project: 'acme/checkout', user: 'alice' } });
  expect(await status('alice', '/projects/acme%2Fcheckout')).toBe(503);
  expect(await status('alice', '/projects/46267196')).toBe(503);
  expect(await status('olga', '/projects/acme%2Fcheckout')).toBe(200);
  expect(await status('alice', '/projects/acme%2Fplatform')).toBe(200);
  faults.clear();
  set('gitlab', '*', { status: 503 }, { where: { path: 'acme/platform/repository/tree' } });
  expect(await status('alice', '/projects/acme%2Fplatform/repository/tree')).toBe(503);
  expect(await status('alice', '/projects/acme%2Fcheckout/repository/tree')).toBe(200);
});

test('the path of one thing strikes that thing', async () => {
  const iid = await propose(world, 'one', { content: 'd: 1\n' });
  set('gitlab', `GET /projects/acme%2Fplatform/merge_requests/${iid}`, { status: 503 });
  expect((await world.call('alice', `${NOTES}/${iid}`)).status).toBe(503);
  expect((await world.call('alice', `${NOTES}/${iid - 1}`)).status).toBe(200);
});

test('git is refused, cut off, and loses the answer to a push that was done', async () => {
  const clone = join(folder, 'clone');
  set('git', 'fetch info/refs', { status: 503 }, { times: 1 });
  const from = remote(world.gitlab, 'alice');
  await expect(git(folder, 'clone', '-q', from, clone)).rejects.toThrow(/503/);
  await git(folder, 'clone', '-q', from, clone);
  // On a connection that it has used before, git tries once more by itself.
  set('git', 'fetch', { drop: true }, { times: 2 });
  await expect(git(clone, 'fetch')).rejects.toThrow(/Empty reply|hung up|reset/i);
  set('git', 'push', { drop: true }, { times: 2 });
  await git(clone, 'commit', '-q', '--allow-empty', '-m', 'One');
  await expect(git(clone, 'push', 'origin', 'HEAD:push-dropped')).rejects.toThrow();
  set('git', 'push', { loseAnswer: true }, { times: 2 });
  await expect(git(clone, 'push', 'origin', 'HEAD:push-lost')).rejects.toThrow();
  const there = await git(clone, 'ls-remote', '--heads', 'origin', 'push-dropped', 'push-lost');
  expect(there.split('\n').map((line) => line.split('\t')[1])).toEqual(['refs/heads/push-lost']);
  expect(await git(clone, 'push', 'origin', 'HEAD:push-lost')).toMatch(/up-to-date/);
});

test('a page fails, and the API beside it does not', async () => {
  set('web', 'GET /:group/:name', { status: 502 });
  const page = await fetch(`${world.gitlab.url}/acme/platform`);
  expect(page.status).toBe(502);
  expect((await world.call('alice', '/projects/acme%2Fplatform')).status).toBe(200);
});

interface Told {
  readonly event: string;
  readonly id: string;
}

async function receiver(): Promise<{ server: Server; url: string; told: Told[] }> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    const header = (name: string): string => String(request.headers[name]);
    request.resume().on('end', () => {
      told.push({ event: header('x-gitlab-event'), id: header('x-gitlab-event-uuid') });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, told };
}

test('webhooks are dropped, doubled, overtaken and late', async () => {
  const { server, told, url } = await receiver();
  world.gitlab.addHook('acme/platform', { url, token: '', name: 'told' });
  const iid = await propose(world, 'told', { content: 'e: 1\n' });
  const note = (body: string) => world.call('alice', `${NOTES}/${iid}/notes`, json({ body }));
  const edit = (title: string) => world.call('alice', `${NOTES}/${iid}`, json({ title }, 'PUT'));
  const kinds = () => told.map(({ event }) => event.split(' ')[0]);
  await eventually(async () => told.length === 2);
  told.length = 0;

  set('webhooks', 'note', { drop: true }, { times: 1 });
  await note('never told');
  await edit('Told');
  await eventually(async () => told.length === 1);
  expect(kinds()).toEqual(['Merge']);

  told.length = 0;
  set('webhooks', 'Note Hook', { double: true }, { times: 1 });
  await note('told twice');
  await eventually(async () => told.length === 2);
  expect(told[0]).toEqual(told[1]);

  told.length = 0;
  set('webhooks', 'note', { reorder: true }, { times: 1, where: { project: 'acme/platform' } });
  await note('overtaken');
  await edit('Overtakes');
  await eventually(async () => told.length === 2);
  expect(kinds()).toEqual(['Merge', 'Note']);

  told.length = 0;
  const late = set('webhooks', '*', { delayMs: 600_000 }, { times: 1 });
  await note('late');
  await edit('Not late');
  await eventually(async () => told.length === 1);
  expect(kinds()).toEqual(['Merge']);
  faults.remove(late.id);
  await eventually(async () => told.length === 2);
  expect(kinds()).toEqual(['Merge', 'Note']);
  server.close();
});

test('what the sandbox asks of itself is not struck', async () => {
  set('gitlab', '*', { drop: true });
  set('git', '*', { drop: true });
  set('web', '*', { drop: true });
  expect((await fetch(`${world.gitlab.url}/-/identity`)).status).toBe(200);
  await world.gitlab.seedProject({ path: 'acme/new', members: {}, commits: [] });
  expect(world.gitlab.projectId('acme/new')).not.toBeNull();
  faults.clear();
  expect(
    await world.as('alice').RepositoryFiles.showRaw('acme/platform', checkout, 'main'),
  ).toMatch(/version/);
});
