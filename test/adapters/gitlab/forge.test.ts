// The corners of GitLab's merge requests, notes and statuses that a healthy server rarely shows.

import { expect, test } from '@jest/globals';
import type { MergeRequest, Sha } from '../../../src/ports/forge.ts';
import { connect, mergeRequest, note, project, scope } from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';

const requests = `${project}/merge_requests`;
const notes = `${requests}/7/notes`;
const head = 'a'.repeat(40) as Sha;
const proposal = {
  branch: 'runway/promote/staging/checkout',
  target: 'main',
  title: 'T',
  body: 'B',
};
const ours = { source_branch: proposal.branch, title: 'T', description: 'B' };

guardNetwork();

/** GitLab has no place for them. */
const dropped = { details: 'The plan.', remarks: [] };

async function read(members: object): Promise<MergeRequest | null> {
  scope().get(`${requests}/7`).reply(200, mergeRequest(members));
  return connect().forge.mergeRequest(7);
}

test('of two comments of ours the oldest stays and the other goes', async () => {
  const body = '<!-- runway:comment -->\nPlan';
  scope()
    .get(notes)
    .query(true)
    .reply(200, [note(12, 'runway', body), note(11, 'runway', body), note(13, 'alice', body)]);
  scope().delete(`${notes}/12`).reply(204);
  await connect().forge.comment(7, 'Plan');
});

test('a surplus comment that somebody removed meanwhile is no trouble', async () => {
  const body = '<!-- runway:comment -->\nPlan';
  scope()
    .get(notes)
    .query(true)
    .reply(200, [note(11, 'runway', body), note(12, 'runway', body)]);
  scope().delete(`${notes}/12`).reply(404, { message: '404 Not found' });
  await connect().forge.comment(7, 'Plan');
});

test('what GitLab does to line ends and trailing white space is not a change', async () => {
  scope()
    .get(notes)
    .query(true)
    .reply(200, [note(11, 'runway', '<!-- runway:comment -->\r\nPlan\r\nmore')]);
  await connect().forge.comment(7, 'Plan  \nmore\n\n');
});

test('all pages of notes are searched', async () => {
  const next = `<https://gitlab.test${notes}?page=2&per_page=100>; rel="next"`;
  scope()
    .get(notes)
    .query({ sort: 'asc', order_by: 'created_at', per_page: '100' })
    .reply(200, [note(1, 'alice', 'hello')], { link: next });
  scope()
    .get(notes)
    .query({ page: '2', per_page: '100' })
    .reply(200, [note(2, 'runway', '<!-- runway:comment -->\nOld')]);
  scope()
    .put(`${notes}/2`, { body: '<!-- runway:comment -->\nNew' })
    .reply(200, note(2, 'runway', ''));
  await connect().forge.comment(7, 'New');
});

test.each(['/merge', '  /close', 'text\n/approve\n', '```\nlog\n```\n/assign @me'])(
  'a text that GitLab would carry out is never sent: %j',
  async (markdown) => {
    const { forge } = connect();
    const quick = 'quick action';
    await expect(forge.comment(7, markdown)).rejects.toThrow(quick);
    await expect(forge.notify(7, 'key', markdown)).rejects.toThrow(quick);
    await expect(forge.propose({ ...proposal, body: markdown })).rejects.toThrow(quick);
  },
);

test('a path at the start of a line inside a code fence may pass', async () => {
  scope().get(notes).query(true).reply(200, []);
  scope()
    .post(notes)
    .reply(201, note(1, 'runway', ''));
  await connect().forge.comment(7, '````\n```\n/usr/bin/node\n````\n');
});

test('a key of a note cannot end its marker', async () => {
  scope().get(notes).query(true).reply(200, []);
  scope()
    .post(notes, { body: '<!-- runway:note a--%3E%20b -->\nText' })
    .reply(201, note(1, 'runway', ''));
  await connect().forge.notify(7, 'a--> b', 'Text');
});

test('a status that is pending already, in other words, goes on as running', async () => {
  const status = { id: 1, name: 'runway/plan', status: 'pending', description: 'planning' };
  scope()
    .get(`${project}/repository/commits/${head}/statuses`)
    .query({ name: 'runway/plan' })
    .reply(200, [{ ...status, target_url: null }]);
  scope()
    .post(`${project}/statuses/${head}`, (body) => body.state === 'running')
    .reply(201, {});
  const request = await read({});
  if (request === null) throw new Error('it was there');
  const wanted = {
    context: 'runway/plan',
    state: 'pending',
    summary: 'still',
    url: null,
    ...dropped,
  } as const;
  await connect().forge.status(head, request, wanted);
});

test('a transition that GitLab refuses counts as done', async () => {
  scope().get(`${project}/repository/commits/${head}/statuses`).query(true).reply(200, []);
  scope()
    .post(`${project}/statuses/${head}`)
    .reply(400, { message: 'Cannot transition status via :enqueue from :pending' });
  const request = await read({});
  if (request === null) throw new Error('it was there');
  const wanted = {
    context: 'runway/plan',
    state: 'pending',
    summary: 'x',
    url: null,
    ...dropped,
  } as const;
  await connect().forge.status(head, request, wanted);
});

test('only the newest status of that name counts', async () => {
  const status = { name: 'runway/plan', description: 'x', target_url: null };
  scope()
    .get(`${project}/repository/commits/${head}/statuses`)
    .query(true)
    .reply(200, [
      { ...status, id: 3, status: 'success' },
      { ...status, id: 9, status: 'failed' },
      { ...status, id: 10, name: 'runway/approval', status: 'success' },
    ]);
  scope()
    .post(`${project}/statuses/${head}`, (body) => body.state === 'success')
    .reply(201, {});
  const request = await read({});
  if (request === null) throw new Error('it was there');
  const wanted = {
    context: 'runway/plan',
    state: 'passed',
    summary: 'x',
    url: null,
    ...dropped,
  } as const;
  await connect().forge.status(head, request, wanted);
});

test('a merge request that somebody opened at the same moment is found and used', async () => {
  scope().get(requests).query(true).reply(200, []);
  scope()
    .post(requests)
    .reply(409, {
      message: ['Another open merge request already exists for this source branch: !7'],
    });
  scope()
    .get(requests)
    .query(true)
    .reply(200, [mergeRequest(ours)]);
  expect((await connect().forge.propose(proposal)).number).toBe(7);
});

test("a fork's branch of the same name is not ours", async () => {
  scope()
    .get(requests)
    .query(true)
    .reply(200, [mergeRequest({ ...ours, source_project_id: 666 })]);
  scope()
    .post(requests, (body) => body.remove_source_branch === true)
    .reply(201, mergeRequest({ ...ours, iid: 8 }));
  expect((await connect().forge.propose(proposal)).number).toBe(8);
});

test('a merge leaves its merge commit, its squash or the head itself', async () => {
  const merge = 'b'.repeat(40);
  const squash = 'c'.repeat(40);
  const merged = { state: 'merged' };
  expect((await read({ ...merged, merge_commit_sha: merge }))?.mergeCommit).toBe(merge);
  expect((await read({ ...merged, squash_commit_sha: squash }))?.mergeCommit).toBe(squash);
  expect((await read(merged))?.mergeCommit).toBe(head);
  expect((await read({ merge_commit_sha: merge }))?.mergeCommit).toBeNull();
});

test('where a merge request starts is known when GitLab says it', async () => {
  const base = 'd'.repeat(40);
  expect((await read({ diff_refs: { base_sha: base } }))?.base).toBe(base);
  expect((await read({}))?.base).toBeNull();
});

test('a merge request from a fork, a locked one and a draft are told apart', async () => {
  expect((await read({ source_project_id: 9 }))?.sameProject).toBe(false);
  expect((await read({ state: 'locked' }))?.state).toBe('open');
  expect((await read({ draft: true }))?.draft).toBe(true);
});

test('of several merge requests the one whose merge it is goes first', async () => {
  const commit = 'e'.repeat(40) as Sha;
  scope().get(project).reply(200, { default_branch: 'main' });
  scope()
    .get(`${project}/repository/commits/${commit}/merge_requests`)
    .query(true)
    .reply(200, [
      mergeRequest({ iid: 4, state: 'merged', target_branch: 'other', merge_commit_sha: commit }),
      mergeRequest({ iid: 5, state: 'merged', merge_commit_sha: 'f'.repeat(40) }),
      mergeRequest({ iid: 6, state: 'merged', merge_commit_sha: commit }),
      mergeRequest({ iid: 8, state: 'opened' }),
    ]);
  scope()
    .get(`${requests}/6`)
    .reply(200, mergeRequest({ iid: 6, state: 'merged', merge_commit_sha: commit }));
  expect((await connect().forge.mergeRequestOf(commit))?.number).toBe(6);
});

test('the bot asks who it is once', async () => {
  scope().get('/api/v4/user').reply(200, { username: 'runway-bot' });
  const { forge } = connect({ bot: undefined } as never);
  expect([await forge.self(), await forge.self()]).toEqual(['runway-bot', 'runway-bot']);
});

test('a merge request without a commit hides neither itself nor the others in a crash', async () => {
  scope()
    .get(requests)
    .query(true)
    .reply(200, [mergeRequest({ iid: 8, sha: null }), mergeRequest({ iid: 7 })]);
  const listed = await connect().forge.mergeRequests({ state: 'open' });
  expect(listed.map(({ number }) => number)).toEqual([7]);
  expect(await read({ sha: null })).toBeNull();
});

test('a record for a protected environment is refused with what the bot needs', async () => {
  scope().get(`${project}/environments`).query(true).reply(200, []);
  scope().get(`${project}/deployments`).query(true).reply(200, []);
  scope().post(`${project}/environments`).reply(403, { message: '403 Forbidden' });
  const told = {
    target: 'production/checkout',
    tier: 'production',
    commit: 'a'.repeat(40) as Sha,
    branch: 'main',
    state: 'running',
    url: null,
    first: false,
  } as const;
  await expect(connect().forge.deployment(told)).rejects.toMatchObject({
    code: 'RUNWAY_FORGE_DENIED',
    retry: 'never',
    hint: expect.stringContaining('allowed to deploy if production/checkout is protected'),
  });
});

test('a record whose answer got lost is found and not made again', async () => {
  const sha = 'a'.repeat(40) as Sha;
  const environment = { id: 3, state: 'available', external_url: null };
  scope().get(`${project}/environments`).query(true).times(2).reply(200, [environment]);
  scope().get(`${project}/deployments`).query(true).reply(200, []);
  scope().post(`${project}/deployments`).replyWithError('the connection broke');
  const told = {
    target: 'dev/checkout',
    tier: 'development',
    commit: sha,
    branch: 'main',
    state: 'running',
    url: null,
    first: false,
  } as const;
  const { forge } = connect();
  await expect(forge.deployment(told)).rejects.toMatchObject({ retry: 'later' });
  const made = { id: 9, sha, status: 'running', user: { username: 'runway' } };
  scope().get(`${project}/deployments`).query(true).reply(200, [made]);
  await forge.deployment(told);
});
