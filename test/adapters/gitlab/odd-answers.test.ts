// Answers that are none, or say something else than they should: never taken for an answer, never a crash.

import { expect, test } from '@jest/globals';
import type { Failure } from '../../../src/ports/failure.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import { guardNetwork } from '../../support/guard-network.ts';
import { connect, mergeRequest, note, project, scope } from './server.ts';

const requests = `${project}/merge_requests`;
const notes = `${requests}/7/notes`;
const head = 'a'.repeat(40) as Sha;

guardNetwork();

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error as Failure,
  );
  if (outcome === null) throw new Error('it went well, unexpectedly');
  return outcome;
}

const NOT_THE_API = {
  code: 'RUNWAY_FORGE_UNREACHABLE',
  retry: 'later',
  message: expect.stringContaining("not GitLab's API"),
};

test('who is throttled without a word about how long comes back by our own waits', async () => {
  scope().get(`${requests}/7`).times(3).reply(429, 'Retry later');
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' });
  expect(failure.retryAfterMs).toBeNull();
});

test('a throttled write without a word about how long is sent once', async () => {
  scope().get(notes).query(true).reply(200, []);
  scope().post(notes).reply(429, '');
  const failure = await failureOf(connect().forge.comment(7, 'Plan'));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' });
});

test.each([['Sat, 28 Nov 2026 12:00:00 nonsense'], ['-5'], ['soon']])(
  'a wait that cannot be read is no wait: %s',
  async (asked) => {
    scope().get(`${requests}/7`).reply(429, '', { 'retry-after': asked });
    scope().get(`${requests}/7`).reply(200, mergeRequest());
    expect((await connect().forge.mergeRequest(7))?.number).toBe(7);
  },
);

test.each([
  ['nothing at all', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"ok"'],
  ['half an answer', '{"iid": 7, "title": "Deli'],
  ['a page', '<!DOCTYPE html><title>Sign in</title>'],
])('%s in place of a merge request is not taken for one', async (_what, body) => {
  scope().get(`${requests}/7`).reply(200, body, { 'content-type': 'application/json' });
  expect(await failureOf(connect().forge.mergeRequest(7))).toMatchObject(NOT_THE_API);
});

test.each([
  ['nothing at all', ''],
  ['null', 'null'],
  ['an object', '{"message":"maintenance"}'],
  ['a list of nothing', '[null]'],
])('%s in place of a list is not taken for an empty one', async (_what, body) => {
  scope().get(notes).query(true).reply(200, body, { 'content-type': 'application/json' });
  expect(await failureOf(connect().forge.comment(7, 'Plan'))).toMatchObject(NOT_THE_API);
});

test.each(['iid', 'title', 'source_branch', 'target_branch', 'sha', 'state', 'web_url'])(
  'a merge request without its %s is not taken for one',
  async (member) => {
    scope()
      .get(`${requests}/7`)
      .reply(200, mergeRequest({ [member]: undefined }));
    expect(await failureOf(connect().forge.mergeRequest(7))).toMatchObject(NOT_THE_API);
  },
);

test('what GitLab may leave empty is empty', async () => {
  scope()
    .get(`${requests}/7`)
    .reply(
      200,
      mergeRequest({
        description: null,
        author: null,
        source_project_id: null,
        diff_refs: null,
        draft: undefined,
      }),
    );
  expect(await connect().forge.mergeRequest(7)).toMatchObject({
    description: '',
    author: 'ghost',
    sameProject: false,
    base: null,
    draft: false,
  });
});

test('a state that nobody knows is not taken for open', async () => {
  scope()
    .get(`${requests}/7`)
    .reply(200, mergeRequest({ state: 'archived' }));
  expect(await failureOf(connect().forge.mergeRequest(7))).toMatchObject(NOT_THE_API);
});

test('a status in a state that nobody knows is written anew', async () => {
  scope()
    .get(`${project}/repository/commits/${head}/statuses`)
    .query(true)
    .reply(200, [{ id: 1, name: 'runway/plan', status: 'waiting_for_callback', target_url: null }]);
  scope().get(`${requests}/7`).reply(200, mergeRequest());
  scope()
    .post(`${project}/statuses/${head}`, ({ state }) => state === 'success')
    .reply(201, {});
  const { forge } = connect();
  const request = await forge.mergeRequest(7);
  if (request === null) throw new Error('it was there');
  await forge.status(head, request, {
    context: 'runway/plan',
    state: 'passed',
    summary: '',
    url: null,
    details: '',
    remarks: [],
  });
});

test.each(['created', 'blocked', 'skipped', 'something new'])(
  'a deployment that is %s is left as it is, and a record of ours is made',
  async (status) => {
    scope()
      .get(`${project}/environments`)
      .query(true)
      .reply(200, [{ id: 3, state: 'available', external_url: null }]);
    scope()
      .get(`${project}/deployments`)
      .query(true)
      .reply(200, [{ id: 9, sha: head, status, user: { username: 'runway' } }]);
    scope()
      .post(`${project}/deployments`, (body) => body.status === 'success')
      .reply(201, {});
    await connect().forge.deployment({
      target: 'dev/checkout',
      tier: 'development',
      commit: head,
      branch: 'main',
      state: 'succeeded',
      url: null,
      first: false,
    });
  },
);

test('an environment that is just stopping is not stopped again', async () => {
  scope()
    .get(`${project}/environments`)
    .query(true)
    .reply(200, [{ id: 3, state: 'stopping', external_url: null }]);
  scope().get(`${project}/deployments`).query(true).reply(200, []);
  await connect().forge.deployment({
    target: 'dev/checkout',
    tier: 'development',
    commit: head,
    branch: 'main',
    state: 'stopped',
    url: null,
    first: false,
  });
});

test('an empty page in between does not end a list', async () => {
  const page = (number: number) =>
    `<https://gitlab.test${notes}?page=${number}&per_page=100>; rel="next"`;
  scope()
    .get(notes)
    .query({ sort: 'asc', order_by: 'created_at', per_page: '100' })
    .reply(200, [], { link: page(2) });
  scope()
    .get(notes)
    .query({ page: '2', per_page: '100' })
    .reply(200, [note(2, 'runway', '<!-- runway:comment -->\nOld')]);
  scope()
    .put(`${notes}/2`)
    .reply(200, note(2, 'runway', ''));
  await connect().forge.comment(7, 'New');
});

test('a note without an author or a text is nobody else than somebody else', async () => {
  scope()
    .get(notes)
    .query(true)
    .reply(200, [
      { id: 1, author: null, body: null },
      { id: 2, body: '<!-- runway:comment -->' },
    ]);
  scope()
    .post(notes)
    .reply(201, note(3, 'runway', ''));
  await connect().forge.comment(7, 'Plan');
});

test('a reaction that is there already, or whose note is gone, is nothing', async () => {
  const reactions = `${notes}/11/award_emoji`;
  const { forge } = connect();
  for (const message of [
    '404 Award Emoji Name has already been taken Not Found',
    '404 Not found',
  ]) {
    scope().post(reactions, { name: 'eyes' }).reply(404, { message });
    await forge.acknowledge(7, 11, 'seen');
  }
});

test('who closed a merge request is not known when that account is gone', async () => {
  scope()
    .get(`${requests}/7`)
    .reply(200, mergeRequest({ state: 'closed', closed_by: null }));
  expect(await connect().forge.closedBy(7)).toBeNull();
  scope().get(`${requests}/8`).reply(404, { message: '404 Not found' });
  expect(await connect().forge.closedBy(8)).toBeNull();
});
