// The corners of GitHub's pull requests, comments and reviews that a healthy server rarely shows.

import { expect, test } from '@jest/globals';
import type { MergeRequest, Sha } from '../../../src/ports/forge.ts';
import {
  api,
  asApp,
  comment,
  connect,
  host,
  installed,
  itself,
  project,
  pullRequest,
  repository,
  scope,
} from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';

const pulls = `${project}/pulls`;
const comments = `${project}/issues/7/comments`;
const page = { per_page: '100' };
const proposal = {
  branch: 'runway/promote/staging/checkout',
  target: 'main',
  title: 'T',
  body: 'B',
};
const ours = {
  title: 'T',
  body: 'B',
  head: { ref: proposal.branch, sha: 'a'.repeat(40), repo: repository },
};
const ofBranch = { head: `acme:${proposal.branch}`, state: 'open', sort: 'created' };

guardNetwork();

async function read(members: object): Promise<MergeRequest | null> {
  installed();
  scope().get(`${pulls}/7`).reply(200, pullRequest(members));
  return connect().forge.mergeRequest(7);
}

test('the number of an issue is no merge request', async () => {
  installed();
  scope().get(`${pulls}/7`).reply(404, { message: 'Not Found' });
  expect(await connect().forge.mergeRequest(7)).toBeNull();
});

test('a merge commit counts only after the merge: before, GitHub tries one out', async () => {
  const merged = { state: 'closed', merged_at: '2026-11-20T10:00:00Z' };
  expect(await read({})).toMatchObject({ state: 'open', mergeCommit: null });
  expect(await read({ state: 'closed' })).toMatchObject({ state: 'closed', mergeCommit: null });
  expect(await read(merged)).toMatchObject({ state: 'merged', mergeCommit: 'c'.repeat(40) });
  expect(await read({ ...merged, merge_commit_sha: null })).toMatchObject({
    mergeCommit: 'a'.repeat(40),
  });
});

test('a merge request from a fork, from a fork that is gone, a draft and an author who is gone', async () => {
  const head = { ref: 'main', sha: 'a'.repeat(40) };
  expect((await read({}))?.sameProject).toBe(true);
  expect((await read({ head: { ...head, repo: { id: 9 } } }))?.sameProject).toBe(false);
  expect((await read({ head: { ...head, repo: null } }))?.sameProject).toBe(false);
  expect((await read({ draft: true }))?.draft).toBe(true);
  expect((await read({ user: null, body: null }))?.author).toBe('ghost');
});

test('where a merge request starts GitHub does not say: the base that it names is an old tip', async () => {
  expect((await read({}))?.base).toBeNull();
});

test('what has not changed since ends the list, whole seconds taken into account', async () => {
  installed();
  const link = `<${host}${pulls}?page=2>; rel="next"`;
  scope()
    .get(pulls)
    .query({ ...page, state: 'all', sort: 'updated', direction: 'desc' })
    .reply(
      200,
      [
        pullRequest({ number: 3, updated_at: '2026-11-20T10:00:02Z' }),
        pullRequest({ number: 9, updated_at: '2026-11-20T10:00:01Z' }),
        pullRequest({ number: 5, updated_at: '2026-11-20T10:00:00Z' }),
      ],
      { link },
    );
  const found = await connect().forge.mergeRequests({
    state: 'all',
    updatedAfter: '2026-11-20T10:00:01.900Z',
  });
  expect(found.map(({ number }) => number)).toEqual([9, 3]);
});

test('all pages are listed, newest first, and merged is not closed', async () => {
  installed();
  const asked = { ...page, state: 'closed', sort: 'created', direction: 'desc' };
  const link = `<${host}${api}/repositories/3/pulls?page=2>; rel="next"`;
  const merged = { state: 'closed', merged_at: '2026-11-20T10:00:00Z' };
  scope()
    .get(pulls)
    .query(asked)
    .reply(200, [pullRequest({ number: 8, ...merged })], { link });
  scope()
    .get(`${api}/repositories/3/pulls`)
    .query({ page: '2' })
    .reply(200, [
      pullRequest({ number: 6, state: 'closed' }),
      pullRequest({ number: 4, ...merged }),
    ]);
  const found = await connect().forge.mergeRequests({ state: 'merged' });
  expect(found.map(({ number }) => number)).toEqual([8, 4]);
});

test('of several merge requests the one whose merge it is goes first', async () => {
  installed();
  const commit = 'e'.repeat(40) as Sha;
  const merged = { state: 'closed', merged_at: '2026-11-20T10:00:00Z' };
  const elsewhere = { ref: 'other', sha: 'b'.repeat(40), repo: repository };
  scope()
    .get(`${project}/commits/${commit}/pulls`)
    .query(page)
    .reply(200, [
      pullRequest({ ...merged, number: 4, base: elsewhere, merge_commit_sha: commit }),
      pullRequest({ ...merged, number: 5 }),
      pullRequest({ ...merged, number: 6, merge_commit_sha: commit }),
      pullRequest({ number: 8 }),
    ]);
  expect((await connect().forge.mergeRequestOf(commit))?.number).toBe(6);
});

test('a commit that GitHub never saw has no merge request', async () => {
  installed();
  const commit = '0'.repeat(40) as Sha;
  scope()
    .get(`${project}/commits/${commit}/pulls`)
    .query(page)
    .reply(422, { message: `No commit found for SHA: ${commit}` });
  expect(await connect().forge.mergeRequestOf(commit)).toBeNull();
});

test('a merge has closed nothing, whoever GitHub names', async () => {
  installed();
  const by = (event: string, login: string): object => ({ event, actor: { login } });
  const told = (...events: readonly object[]): void =>
    void scope().get(`${project}/issues/7/events`).query(page).reply(200, events);
  const { forge } = connect();
  told(by('merged', 'alice'), by('closed', 'alice'));
  expect(await forge.closedBy(7)).toBeNull();
  told(by('closed', 'alice'), by('labeled', 'bob'));
  expect(await forge.closedBy(7)).toBe('alice');
  told(by('closed', 'alice'), by('reopened', 'bob'));
  expect(await forge.closedBy(7)).toBeNull();
  told(by('closed', 'alice'), by('reopened', 'bob'), by('closed', 'bob'));
  expect(await forge.closedBy(7)).toBe('bob');
});

test('of two comments of ours the oldest stays and the other goes', async () => {
  installed();
  itself();
  const body = '<!-- runway:comment -->\r\nPlan';
  scope()
    .get(comments)
    .query(page)
    .reply(200, [
      comment(11, 'runway[bot]', body),
      comment(12, 'runway[bot]', body),
      comment(13, 'runway', body),
    ]);
  scope().delete(`${project}/issues/comments/12`).reply(404, { message: 'Not Found' });
  await connect().forge.comment(7, 'Plan');
});

test('all pages of comments are searched', async () => {
  installed();
  itself();
  const next = `<${host}${api}/repositories/3/issues/7/comments?per_page=100&page=2>; rel="next"`;
  scope()
    .get(comments)
    .query(page)
    .reply(200, [comment(1, 'alice', 'hello')], { link: next });
  scope()
    .get(`${api}/repositories/3/issues/7/comments`)
    .query({ ...page, page: '2' })
    .reply(200, [comment(2, 'runway[bot]', '<!-- runway:comment -->\nOld')]);
  scope()
    .patch(`${project}/issues/comments/2`, { body: '<!-- runway:comment -->\nNew' })
    .reply(200, comment(2, 'runway[bot]', ''));
  await connect().forge.comment(7, 'New');
});

test('a merge request that somebody opened at the same moment is found and used', async () => {
  installed();
  scope()
    .get(pulls)
    .query({ ...ofBranch, ...page, direction: 'desc' })
    .reply(200, []);
  scope()
    .post(pulls)
    .reply(422, {
      message: 'Validation Failed',
      errors: [{ message: `A pull request already exists for acme:${proposal.branch}.` }],
    });
  scope()
    .get(pulls)
    .query(true)
    .reply(200, [pullRequest(ours)]);
  expect((await connect().forge.propose(proposal)).number).toBe(7);
});

test('a branch that brings nothing is refused in the words of GitHub', async () => {
  installed();
  scope().get(pulls).query(true).reply(200, []);
  scope()
    .post(pulls)
    .reply(422, {
      message: 'Validation Failed',
      errors: [{ message: 'No commits between main and runway/promote/staging/checkout' }],
    });
  await expect(connect().forge.propose(proposal)).rejects.toMatchObject({
    code: 'RUNWAY_FORGE_REFUSED',
    message: expect.stringContaining('No commits between main and'),
    retry: 'never',
  });
});

test("a fork's branch of the same name, and one for another target, are not ours", async () => {
  installed();
  const elsewhere = { ref: 'other', sha: 'b'.repeat(40), repo: repository };
  scope()
    .get(pulls)
    .query(true)
    .reply(200, [
      pullRequest({ ...ours, number: 5, head: { ...ours.head, repo: { id: 666 } } }),
      pullRequest({ ...ours, number: 6, base: elsewhere }),
    ]);
  scope()
    .post(pulls, { head: proposal.branch, base: 'main', title: 'T', body: 'B' })
    .reply(201, pullRequest({ ...ours, number: 8 }));
  expect((await connect().forge.propose(proposal)).number).toBe(8);
});

test('an approval stands until the same person says otherwise, and a comment says nothing', async () => {
  installed();
  const review = (login: string, state: string, sha: string) => ({
    user: { login },
    state,
    commit_id: sha.repeat(40),
  });
  scope()
    .get(`${pulls}/7/reviews`)
    .query(page)
    .reply(200, [
      review('alice', 'APPROVED', 'a'),
      review('bob', 'APPROVED', 'a'),
      review('carol', 'DISMISSED', 'a'),
      review('bob', 'CHANGES_REQUESTED', 'b'),
      review('dave', 'APPROVED', 'a'),
      review('mallory', 'APPROVED', 'b'),
      review('dave', 'APPROVED', 'b'),
      review('alice', 'COMMENTED', 'b'),
      { ...review('x', 'APPROVED', 'b'), user: null },
    ]);
  const may = (login: string) => scope().get(`${project}/collaborators/${login}/permission`);
  may('alice').reply(200, { permission: 'write', role_name: 'maintain' });
  may('mallory').reply(200, { permission: 'read' });
  may('dave').reply(404, { message: 'Not Found' });
  expect(await connect().forge.approvals(7)).toEqual([
    { by: 'alice', commit: 'a'.repeat(40), member: true },
    { by: 'mallory', commit: 'b'.repeat(40), member: false },
    { by: 'dave', commit: 'b'.repeat(40), member: false },
  ]);
});

test('the merge queue names a merge request in its branches', async () => {
  installed();
  const queue = 'refs/heads/gh-readonly-queue';
  const ref = (name: string, sha: string) => ({
    ref: `${queue}/${name}-${'f'.repeat(40)}`,
    object: { type: 'commit', sha: sha.repeat(40) },
  });
  scope()
    .get(`${project}/git/matching-refs/heads%2Fgh-readonly-queue%2F`)
    .reply(200, [
      ref('main/pr-7', 'a'),
      ref('release/1.x/pr-7', 'b'),
      ref('main/pr-17', 'c'),
      ref('main/pr-7/pr-70', 'd'),
    ]);
  const found = await connect().forge.candidates(7);
  expect(found.map((sha) => sha[0])).toEqual(['a', 'b']);
});

test('webhooks that never arrived are sent again, each once, and thrice in all', async () => {
  const since = new Date('2026-11-20T10:00:00Z');
  // Larger than a JavaScript number holds.
  const id = (last: number): string => `904100001000000000${last}`;
  const delivery = (last: number, guid: string, status: number, at = '10:30') =>
    `{"id":${id(last)},"guid":"${guid}","status_code":${status},"delivered_at":"2026-11-20T${at}:00Z"}`;
  const json = { 'content-type': 'application/json' };
  const deliveries = `${api}/app/hook/deliveries`;
  const next = `<${host}${deliveries}?per_page=100&cursor=v1_2>; rel="next"`;
  const pages = [
    [
      delivery(9, 'came later', 200),
      delivery(8, 'never came', 0),
      delivery(7, 'never came', 503),
      delivery(6, 'is not wanted', 401),
    ],
    [
      delivery(5, 'came later', 502),
      delivery(4, 'lost', 504, '10:00'),
      delivery(3, 'is not wanted', 401, '09:55'),
      delivery(2, 'is not wanted', 401, '09:50'),
      delivery(1, 'was given up', 500, '09:45'),
      delivery(0, 'long ago', 500, '06:59'),
    ],
  ].map((attempts) => `[${attempts.join()}]`);
  const headers = { ...json, link: next };
  asApp().get(deliveries).query(page).reply(200, pages[0], headers);
  asApp()
    .get(deliveries)
    .query({ ...page, cursor: 'v1_2' })
    .reply(200, pages[1], headers);
  for (const lost of [8, 4]) {
    asApp()
      .post(`${deliveries}/${id(lost)}/attempts`)
      .reply(202, {});
  }
  expect(await connect().forge.redeliver(since)).toBe(2);
});

test('a webhook that was lost within the second of the last look is sent again', async () => {
  const deliveries = `${api}/app/hook/deliveries`;
  const lost = { id: 1, guid: 'lost', status_code: 502, delivered_at: '2026-11-20T10:00:00Z' };
  asApp().get(deliveries).query(page).reply(200, [lost]);
  asApp().post(`${deliveries}/1/attempts`).reply(202, {});
  expect(await connect().forge.redeliver(new Date('2026-11-20T10:00:00.700Z'))).toBe(1);
});

test('where all webhooks arrived, nothing older is read', async () => {
  const attempt = (at: string, status: number) => ({
    id: 1,
    guid: at,
    status_code: status,
    delivered_at: at,
  });
  const deliveries = `${api}/app/hook/deliveries`;
  asApp()
    .get(deliveries)
    .query(page)
    .reply(200, [attempt('2026-11-20T10:30:00Z', 200), attempt('2026-11-20T09:59:59Z', 500)], {
      link: `<${host}${deliveries}?per_page=100&cursor=v1_2>; rel="next"`,
    });
  expect(await connect().forge.redeliver(new Date('2026-11-20T10:00:00Z'))).toBe(0);
});

test.each([403, 404])(
  'a server that answers %d about deliveries sends none again',
  async (status) => {
    asApp().get(`${api}/app/hook/deliveries`).query(page).reply(status, { message: 'Not Found' });
    expect(await connect().forge.redeliver(new Date())).toBe(0);
  },
);

test('the bot asks who it is once', async () => {
  itself();
  const { forge } = connect();
  expect([await forge.self(), await forge.self()]).toEqual(['runway[bot]', 'runway[bot]']);
});

test('a comment as long as we may make it is within what GitHub takes, line breaks counted twice', () => {
  expect(connect().forge.commentLimit).toBeLessThan(65_536 - 5_000);
});
