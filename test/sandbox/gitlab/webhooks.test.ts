// Webhooks as a receiver sees them, and what a restart keeps.

import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../eventually.ts';
import {
  startAcme,
  acme,
  git,
  json,
  propose,
  remote,
  temporaryFolder,
  type Acme,
} from './acme-gitlab.ts';

const platform = 'acme/platform';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    object_kind: string;
    object_attributes?: { action?: string; oldrev?: string };
    ref?: string;
  };
}

let world: Acme;
let receiver: Server;
let received: Received[] = [];
let failures = 0;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (failures > 0) {
        failures -= 1;
        response.writeHead(500).end();
        return;
      }
      const text = Buffer.concat(chunks).toString();
      received.push({
        headers: request.headers,
        text,
        body: JSON.parse(text) as Received['body'],
      });
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
  world = await acme();
  world.gitlab.addHook(platform, { url: receiverUrl(), token: 'a shared word' });
});

beforeEach(() => {
  received = [];
});

afterAll(async () => {
  await world.end();
  receiver.close();
  receiver.closeAllConnections();
});

const receiverUrl = (): string =>
  `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;

const kinds = (): string[] =>
  received.map(({ body }) =>
    [body.object_kind, body.object_attributes?.action ?? ''].join(' ').trim(),
  );

test('a merge request tells its story in order', async () => {
  const api = world.as('alice');
  const iid = await propose(world, 'story', { content: 'a\n' });
  const before = (await api.MergeRequests.show(platform, iid)).sha;
  await api.Commits.create(platform, 'story', 'More', [
    { action: 'create', filePath: 'x.md', content: 'x' },
  ]);
  await api.MergeRequestNotes.create(platform, iid, 'Hello');
  await api.MergeRequests.merge(platform, iid);
  await eventually(async () => kinds().includes('merge_request merge'));
  const update = received.find(({ body }) => body.object_attributes?.action === 'update');

  expect(kinds()).toEqual([
    'push',
    'merge_request open',
    'push',
    'merge_request update',
    'note create',
    'push',
    'merge_request merge',
  ]);
  expect(update?.body.object_attributes?.oldrev).toBe(before);
  expect(received[0]?.headers).toMatchObject({
    'x-gitlab-event': 'Push Hook',
    'x-gitlab-token': 'a shared word',
    'user-agent': expect.stringMatching(/^GitLab\//),
    'idempotency-key': received[0]?.headers['x-gitlab-event-uuid'],
  });
});

test('a failed delivery is tried again with the same key, and nothing overtakes it', async () => {
  failures = 2;
  const folder = await temporaryFolder();
  await git(folder, 'clone', '--quiet', remote(world.gitlab, 'alice'), '.');
  await git(folder, 'tag', 'v5');
  await git(folder, 'push', '--quiet', 'origin', 'v5');
  await git(folder, 'push', '--quiet', 'origin', 'HEAD:refs/heads/after');
  await eventually(async () => received.length === 2);

  expect(kinds()).toEqual(['tag_push', 'push']);
  expect(received[0]?.body.ref).toBe('refs/tags/v5');
});

test('a hook with a signing token signs each try anew, and its token is never told', async () => {
  const hooks = `/projects/${encodeURIComponent(platform)}/hooks`;
  const signing_token = `whsec_${randomBytes(32).toString('base64')}`;
  const wrong = { url: receiverUrl(), signing_token: 'whsec_short' };
  expect((await world.call('olga', hooks, json(wrong))).status).toBe(422);
  const url = `${receiverUrl()}/signed`;
  const made = await world.call('olga', hooks, json({ url, signing_token, push_events: true }));
  const hook = (await made.json()) as { id: number };
  expect(hook).toMatchObject({ token_present: false, signing_token_present: true });
  expect(JSON.stringify(hook)).not.toContain(signing_token);
  await propose(world, 'signed', { content: 's\n' });
  const signed = await eventually(
    async () => received.find(({ headers }) => headers['webhook-signature'] !== undefined) ?? null,
  );
  await world.call('olga', `${hooks}/${hook.id}`, { method: 'DELETE' });

  const { headers, text } = signed;
  const key = Buffer.from(signing_token.slice('whsec_'.length), 'base64');
  const said = [headers['webhook-id'], headers['webhook-timestamp'], text].join('.');
  expect(headers['webhook-signature']).toBe(
    `v1,${createHmac('sha256', key).update(said).digest('base64')}`,
  );
  expect(headers['webhook-id']).toBe(headers['idempotency-key']);
  expect(Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']))).toBeLessThan(60);
});

test('a restart keeps tokens, port, merge requests and undelivered webhooks', async () => {
  const iid = await propose(world, 'kept', { content: 'b\n' });
  await eventually(async () => kinds().includes('merge_request open'));
  received = [];
  failures = 1_000_000;
  await world.as('alice').MergeRequestNotes.create(platform, iid, 'Said before the restart');
  const { port, tokens } = world.gitlab;
  await world.gitlab.stop();
  failures = 0;
  const again = await startAcme(world.dir);
  await eventually(async () => received.length > 0);
  const mr = await world.as('alice').MergeRequests.show(platform, iid);
  await again.stop();
  const third = await startAcme(world.dir);
  world.gitlab = third;

  expect([again.port, again.tokens]).toEqual([port, tokens]);
  expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(kinds()[0]).toBe('note create');
  expect(mr).toMatchObject({ iid, state: 'opened', user_notes_count: 1 });
});

test('a branch that moved while nobody was looking is noticed at the start', async () => {
  const iid = await propose(world, 'unseen', { content: 'c\n' });
  const { sha } = await world.as('alice').MergeRequests.show(platform, iid);
  await world.gitlab.stop();
  received = [];
  const bare = `${world.dir}/repos/acme/platform.git`;
  await git(bare, 'update-ref', 'refs/heads/unseen', `${sha}^`);
  world.gitlab = await startAcme(world.dir);
  await eventually(async () => kinds().includes('merge_request update'));

  expect((await world.as('alice').MergeRequests.show(platform, iid)).sha).not.toBe(sha);
});

test('a port that somebody else has taken meanwhile is given up', async () => {
  const { port } = world.gitlab;
  await world.gitlab.stop();
  const squatter = createServer();
  await new Promise<void>((resolve) => {
    squatter.listen(port, '127.0.0.1', resolve);
  });
  world.gitlab = await startAcme(world.dir);
  squatter.close();
  squatter.closeAllConnections();

  expect(world.gitlab.port).not.toBe(port);
  expect((await world.as('alice').Users.showCurrentUser()).username).toBe('alice');
});

test('a second process on the same folder is refused', async () => {
  await expect(startAcme(world.dir)).rejects.toMatchObject({ code: 'RUNWAY_STORE_LOCKED' });
});
