// Who may do what, and how a refusal reads.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { acme, checkout, json, propose, type Acme } from './acme-gitlab.ts';

const platform = '/projects/acme%2Fplatform';
let world: Acme;

beforeAll(async () => {
  world = await acme();
});

afterAll(async () => {
  await world.end();
});

async function answer(user: string | null, path: string, init?: RequestInit): Promise<unknown[]> {
  const response = await world.call(user, path, init);
  return [response.status, await response.json()];
}

test('without a good token there is nothing to see', async () => {
  expect(await answer('no-such-token', '/user')).toEqual([401, { message: '401 Unauthorized' }]);
  expect(await answer(null, '/user')).toEqual([401, { message: '401 Unauthorized' }]);
  expect(await answer(null, platform)).toEqual([404, { message: '404 Project Not Found' }]);
  expect(await answer('alice', '/projects/acme%2Fnothing')).toEqual([
    404,
    { message: '404 Project Not Found' },
  ]);
  expect(await answer('alice', '/nothing')).toEqual([404, { error: '404 Not Found' }]);
});

test('every way of carrying the token works', async () => {
  const token = world.gitlab.tokens['alice'] ?? '';
  const bearer = await world.call(null, '/user', { headers: { authorization: `Bearer ${token}` } });
  const query = await world.call(null, `/user?private_token=${token}`);
  expect([bearer.status, query.status]).toEqual([200, 200]);
  expect(await bearer.json()).toMatchObject({ username: 'alice', state: 'active' });
});

test('a reporter reads and comments, and changes nothing', async () => {
  const iid = await propose(world, 'rights', { content: 'release:\n  version: 1.2.0\n' });
  const mr = `${platform}/merge_requests/${iid}`;
  const forbidden = [403, { message: '403 Forbidden' }];

  expect((await world.call('mallory', mr)).status).toBe(200);
  expect((await world.call('mallory', `${mr}/notes`, json({ body: 'Nice.' }))).status).toBe(201);
  expect(await answer('mallory', `${mr}/merge`, { method: 'PUT' })).toEqual([
    401,
    { message: '401 Unauthorized' },
  ]);
  expect(await answer('mallory', mr, json({ state_event: 'close' }, 'PUT'))).toEqual(forbidden);
  expect(
    await answer('mallory', `${platform}/repository/branches`, json({ branch: 'x', ref: 'main' })),
  ).toEqual(forbidden);
  expect(await answer('mallory', `${platform}/hooks`)).toEqual(forbidden);
  const head = (await world.as('alice').MergeRequests.show('acme/platform', iid)).sha;
  expect(
    await answer('mallory', `${platform}/statuses/${head}`, json({ state: 'success' })),
  ).toEqual(forbidden);
});

test('a developer commits to branches, but not to main', async () => {
  const commit = {
    branch: 'main',
    commit_message: 'x',
    actions: [{ action: 'update', file_path: checkout, content: 'x' }],
  };
  expect(await answer('alice', `${platform}/repository/commits`, json(commit))).toEqual([
    403,
    { message: '403 Forbidden - You are not allowed to push into this branch' },
  ]);
  expect((await world.call('olga', `${platform}/repository/commits`, json(commit))).status).toBe(
    201,
  );
});

test('members carry their levels', async () => {
  const members = await world
    .as('alice')
    .ProjectMembers.all('acme/platform', { includeInherited: true });
  const levels = Object.fromEntries(
    members.map((member) => [member.username, member.access_level]),
  );
  expect(levels).toEqual({ olga: 40, alice: 30, bob: 30, mallory: 20, runway: 40 });
});
