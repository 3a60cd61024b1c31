// Reviews as a client of the REST API sees them.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';
import { cloned, type Clone } from './pushing.ts';

let world: AcmeGitHub;
let clone: Clone;

beforeAll(async () => {
  world = await startAcmeGitHub();
  clone = await cloned(world);
});

afterAll(async () => {
  await clone.remove();
  await world.stop();
});

async function opened(branch: string): Promise<{ number: number; head: string }> {
  const head = await clone.push(branch, { [`${branch}.md`]: 'x\n' });
  const pull = { title: branch, head: branch, base: 'main' };
  return { number: (await world.repo('alice', 'POST', '/pulls', pull)).body.number, head };
}

const review = (who: string, number: number, body: object): Promise<Answer> =>
  world.ask(who, 'POST', `/repos/${platform}/pulls/${number}/reviews`, body);

test('an approval stays with the commit it was given for', async () => {
  const { number, head } = await opened('approved');
  const { status, body } = await review('bob', number, { event: 'APPROVE' });
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({
      state: 'APPROVED',
      body: '',
      commit_id: head,
      user: expect.objectContaining({ login: 'bob' }),
    }),
  ]);
  await clone.push('approved', { 'more.md': 'y\n' }, 'approved');
  const listed = await world.repo('alice', 'GET', `/pulls/${number}/reviews`);
  expect(listed.body).toEqual([expect.objectContaining({ state: 'APPROVED', commit_id: head })]);
});

test("nobody approves or refuses one's own, but may remark on it", async () => {
  const { number } = await opened('own');
  const approve = await review('alice', number, { event: 'APPROVE' });
  expect([approve.status, approve.body.errors]).toEqual([
    422,
    ['Review Can not approve your own pull request'],
  ]);
  const refuse = await review('alice', number, { event: 'REQUEST_CHANGES', body: 'No' });
  expect(refuse.status).toBe(422);
  expect((await review('alice', number, { event: 'COMMENT', body: 'Hm' })).status).toBe(200);
  expect((await review('bob', number, { event: 'COMMENT' })).status).toBe(422);
});

test('an approval is dismissed with a reason', async () => {
  const { number } = await opened('dismissed');
  const { body } = await review('bob', number, { event: 'APPROVE' });
  const path = `/repos/${platform}/pulls/${number}/reviews/${body.id}/dismissals`;
  expect((await world.ask('olga', 'PUT', path, {})).status).toBe(422);
  const gone = await world.ask('olga', 'PUT', path, { message: 'Stale' });
  expect([gone.status, gone.body.state]).toEqual([200, 'DISMISSED']);
});

test('a review that is left pending is seen by nobody else until it is submitted', async () => {
  const { number } = await opened('pending');
  const { body } = await review('bob', number, { body: 'So far' });
  expect(body).toMatchObject({ state: 'PENDING' });
  expect(body).not.toHaveProperty('submitted_at');
  const seen = async (who: string): Promise<unknown[]> =>
    (await world.repo(who, 'GET', `/pulls/${number}/reviews`)).body;
  expect([await seen('alice'), (await seen('bob')).length]).toEqual([[], 1]);
  expect((await review('bob', number, { body: 'Another' })).status).toBe(422);
  const path = `/pulls/${number}/reviews/${body.id}/events`;
  await world.repo('bob', 'POST', path, { event: 'APPROVE' });
  expect(await seen('alice')).toEqual([
    expect.objectContaining({ state: 'APPROVED', body: 'So far' }),
  ]);
});

test('who was asked and has answered is not asked any more', async () => {
  const { number } = await opened('answered');
  const path = `/pulls/${number}/requested_reviewers`;
  await world.repo('alice', 'POST', path, { reviewers: ['bob'] });
  await review('bob', number, { event: 'APPROVE' });
  expect((await world.repo('alice', 'GET', path)).body.users).toEqual([]);
});
