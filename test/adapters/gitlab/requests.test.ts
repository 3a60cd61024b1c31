// What GitLab and the network can do to a single request.

import { expect, test } from '@jest/globals';
import nock from 'nock';
import type { Failure } from '../../../src/ports/failure.ts';
import { connect, mergeRequest, project, scope, token } from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';
import { recordingLog, type Line } from '../../support/recording-log.ts';

const path = `${project}/merge_requests/7`;
const notes = `${path}/notes`;
const noNotes = { sort: 'asc', order_by: 'created_at', per_page: '100' };

guardNetwork();

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error as Failure,
  );
  if (outcome === null) throw new Error('it went well, unexpectedly');
  return outcome;
}

test('a write that a gateway answers with 502 is sent exactly once', async () => {
  scope().get(notes).query(noNotes).reply(200, []);
  scope().post(notes).reply(502, '<html>Bad gateway</html>');
  const failure = await failureOf(connect().forge.comment(7, 'Plan'));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' });
  expect(failure.message).not.toContain('html');
});

test('a throttled write is sent once, and says how long GitLab asked to wait', async () => {
  scope().get(notes).query(noNotes).reply(200, []);
  scope().post(notes).reply(429, 'Retry later', { 'Retry-After': '37' });
  const failure = await failureOf(connect().forge.comment(7, 'Plan'));
  expect(failure).toMatchObject({
    code: 'RUNWAY_FORGE_UNREACHABLE',
    retry: 'later',
    retryAfterMs: 37_000,
  });
});

test('a read is repeated twice at most', async () => {
  const lines: Line[] = [];
  scope().get(path).times(3).reply(503, 'maintenance');
  const { forge } = connect({}, { log: recordingLog(lines) });
  const failure = await failureOf(forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' });
  expect(lines.map(({ message }) => message)).toEqual(['read repeated', 'read repeated']);
});

test('a read goes through when the trouble passes', async () => {
  scope().get(path).replyWithError('socket hang up');
  scope().get(path).reply(502, '');
  scope().get(path).reply(200, mergeRequest());
  expect((await connect().forge.mergeRequest(7))?.number).toBe(7);
});

test('a read waits as long as GitLab asks, when that fits', async () => {
  scope().get(path).reply(429, 'Retry later', { 'Retry-After': '1' });
  scope().get(path).reply(200, mergeRequest());
  const start = performance.now();
  await connect().forge.mergeRequest(7);
  expect(performance.now() - start).toBeGreaterThanOrEqual(990);
});

test('a wait that does not fit into the deadline is left to the caller', async () => {
  scope().get(path).reply(429, 'Retry later', { 'Retry-After': '60' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ retry: 'later', retryAfterMs: 60_000 });
});

test('a slow answer hits the deadline', async () => {
  scope().get(path).delay(2_000).reply(200, mergeRequest());
  const failure = await failureOf(connect({}, { deadlineMs: 60 }).forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' });
  expect(failure.message).toContain('no answer in time');
});

test('a token that is not accepted says what to renew', async () => {
  scope().get(path).reply(401, { message: '401 Unauthorized' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_DENIED', retry: 'never' });
  expect(failure.hint).toContain('`api`');
});

test('a missing right says which role is needed where', async () => {
  scope()
    .get('/api/v4/projects/acme%2Fcheckout/repository/commits/v1.0.0')
    .reply(403, { message: '403 Forbidden' });
  const failure = await failureOf(connect().projects.commit('acme/checkout', 'v1.0.0'));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_DENIED', retry: 'never' });
  expect(failure.hint).toContain('Reporter role in acme/checkout');
});

test('a refusal carries the words of GitLab, per field where it gives them so', async () => {
  scope().get(notes).query(noNotes).reply(200, []);
  scope()
    .post(notes)
    .reply(400, { message: { note: ['is too long'] } });
  const failure = await failureOf(connect().forge.comment(7, 'Plan'));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_REFUSED', retry: 'never' });
  expect(failure.message).toContain('is too long');
});

test('a login page in place of an answer is named as such', async () => {
  scope().get(path).reply(200, '<html>Sign in</html>', { 'content-type': 'text/html' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure.code).toBe('RUNWAY_FORGE_UNREACHABLE');
  expect(failure.message).toContain('not JSON');
});

test('an answer without what we rely on is not taken for one', async () => {
  scope().get(path).reply(200, { iid: 7, title: 'only that' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure.message).toContain("not GitLab's API");
});

test('the token is never sent to another host', async () => {
  scope().get(path).reply(301, '', { location: 'https://elsewhere.test/api/v4/x' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure.code).toBe('RUNWAY_FORGE_UNREACHABLE');
  expect(failure.message).toContain('https://elsewhere.test');
});

test('a project that moved is read where it is now', async () => {
  scope().get(path).reply(301, '', { location: '/api/v4/projects/12/merge_requests/7' });
  scope().get('/api/v4/projects/12/merge_requests/7').reply(200, mergeRequest());
  expect((await connect().forge.mergeRequest(7))?.number).toBe(7);
});

test('no failure ever holds the token', async () => {
  scope().get(path).times(3).replyWithError('connection reset');
  const failure = await failureOf(connect().forge.mergeRequest(7));
  const everything = JSON.stringify([failure.message, failure.hint, String(failure.cause)]);
  expect(everything).toContain('connection reset');
  expect(everything).not.toContain(token);
});

test('a renewed token is used at once', async () => {
  let current = 'first';
  nock('https://gitlab.test', { reqheaders: { 'private-token': 'first' } })
    .get(path)
    .reply(200, mergeRequest());
  nock('https://gitlab.test', { reqheaders: { 'private-token': 'second' } })
    .get(path)
    .reply(200, mergeRequest());
  const { forge } = connect({ token: () => current });
  await forge.mergeRequest(7);
  current = 'second';
  await forge.mergeRequest(7);
});

test('a file of a service project that is too large is refused, not swallowed', async () => {
  const files = '/api/v4/projects/acme%2Fcheckout/repository';
  const at = 'b'.repeat(40);
  scope()
    .get(`${files}/tree`)
    .query(true)
    .reply(200, [{ path: '.runway/big.yml', type: 'blob', mode: '100644' }]);
  scope()
    .get(`${files}/files/.runway%2Fbig.yml/raw`)
    .query({ ref: at })
    .reply(200, 'x'.repeat(300 * 1024), { 'content-type': 'text/plain' });
  const failure = await failureOf(
    connect().projects.files('acme/checkout', '.runway', at as never),
  );
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_REFUSED', retry: 'never' });
  expect(failure.message).toContain('256 KiB');
});

test('symlinks and submodules of a service project are not read', async () => {
  scope()
    .get('/api/v4/projects/acme%2Fcheckout/repository/tree')
    .query(true)
    .reply(200, [
      { path: '.runway/runway.yml', type: 'blob', mode: '120000' },
      { path: '.runway/vendor', type: 'commit', mode: '160000' },
      { path: '.runway/worker', type: 'tree', mode: '040000' },
    ]);
  expect(await connect().projects.files('acme/checkout', '.runway', 'c' as never)).toEqual([]);
});
