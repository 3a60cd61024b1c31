// Answers that are none, or say something else than they should: never taken for an answer, never a crash.

import { expect, test } from '@jest/globals';
import { guardNetwork } from '../../support/guard-network.ts';
import {
  comment,
  connect,
  host,
  installed,
  itself,
  project,
  pullRequest,
  scope,
} from './server.ts';

const pull = `${project}/pulls/7`;
const comments = `${project}/issues/7/comments`;
const json = { 'content-type': 'application/json; charset=utf-8' };

guardNetwork();

const NOT_THE_API = {
  code: 'RUNWAY_FORGE_UNREACHABLE',
  retry: 'later',
  message: expect.stringContaining("not GitHub's API"),
};

test.each([
  ['nothing at all', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"ok"'],
  ['half an answer', '{"number": 7, "title": "Deli'],
  ['a page', '<!DOCTYPE html><title>Sign in</title>'],
])('%s in place of a merge request is not taken for one', async (_what, body) => {
  installed();
  scope().get(pull).reply(200, body, json);
  await expect(connect().forge.mergeRequest(7)).rejects.toMatchObject(NOT_THE_API);
});

test.each([
  ['nothing at all', ''],
  ['null', 'null'],
  ['an object', '{"message":"maintenance"}'],
  ['a list of nothing', '[null]'],
  ['half a list', '[{"id": 1'],
])('%s in place of a list is not taken for an empty one', async (_what, body) => {
  installed();
  itself();
  scope().get(comments).query(true).reply(200, body, json);
  await expect(connect().forge.comment(7, 'Plan')).rejects.toMatchObject(NOT_THE_API);
});

test.each(['number', 'title', 'head', 'base', 'state', 'html_url', 'updated_at'])(
  'a merge request without its %s is not taken for one',
  async (member) => {
    installed();
    scope()
      .get(pull)
      .reply(200, pullRequest({ [member]: undefined }));
    await expect(connect().forge.mergeRequest(7)).rejects.toMatchObject(NOT_THE_API);
  },
);

test('a state that nobody knows is not taken for open', async () => {
  installed();
  scope()
    .get(pull)
    .reply(200, pullRequest({ state: 'archived' }));
  await expect(connect().forge.mergeRequest(7)).rejects.toMatchObject(NOT_THE_API);
});

test('an empty page in between does not end a list', async () => {
  installed();
  itself();
  const next = `<${host}${comments}?per_page=100&page=2>; rel="next"`;
  scope().get(comments).query({ per_page: '100' }).reply(200, [], { link: next });
  scope()
    .get(comments)
    .query({ per_page: '100', page: '2' })
    .reply(200, [comment(2, 'runway[bot]', '<!-- runway:comment -->\nOld')]);
  scope()
    .patch(`${project}/issues/comments/2`)
    .reply(200, comment(2, 'runway[bot]', ''));
  await connect().forge.comment(7, 'New');
});

test('a comment without an author or a text is nobody else than somebody else', async () => {
  installed();
  itself();
  scope()
    .get(comments)
    .query(true)
    .reply(200, [
      { id: 1, user: null, body: null },
      { id: 2, body: '<!-- runway:comment -->' },
    ]);
  scope()
    .post(comments)
    .reply(201, comment(3, 'runway[bot]', ''));
  await connect().forge.comment(7, 'Plan');
});

test('a comment of a person who bears the name of the App is not ours', async () => {
  installed();
  itself();
  scope()
    .get(comments)
    .query(true)
    .reply(200, [comment(1, 'runway', '<!-- runway:comment -->\nPlan')]);
  scope()
    .post(comments)
    .reply(201, comment(3, 'runway[bot]', ''));
  await connect().forge.comment(7, 'Plan');
});

test('a reaction that is there already, or whose comment is gone, is nothing', async () => {
  installed();
  const reactions = `${project}/issues/comments/11/reactions`;
  const { forge } = connect();
  scope().post(reactions, { content: 'eyes' }).reply(200, { id: 1, content: 'eyes' });
  await forge.acknowledge(7, 11, 'seen');
  scope().post(reactions, { content: '+1' }).reply(404, { message: 'Not Found' });
  await forge.acknowledge(7, 11, 'done');
});

test('a wait that cannot be read is no wait', async () => {
  installed();
  scope().get(pull).reply(503, '', { 'retry-after': 'soon' });
  scope().get(pull).reply(200, pullRequest());
  expect((await connect().forge.mergeRequest(7))?.number).toBe(7);
});

test('who closed a merge request is not known when that account is gone', async () => {
  installed();
  const { forge } = connect();
  scope()
    .get(`${project}/issues/7/events`)
    .query({ per_page: '100' })
    .reply(200, [{ event: 'closed', actor: null }]);
  expect(await forge.closedBy(7)).toBeNull();
  scope()
    .get(`${project}/issues/8/events`)
    .query({ per_page: '100' })
    .reply(404, { message: 'Not Found' });
  expect(await forge.closedBy(8)).toBeNull();
});
