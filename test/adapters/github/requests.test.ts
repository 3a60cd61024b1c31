// What GitHub and the network can do to a single request.

import { expect, test } from '@jest/globals';
import nock from 'nock';
import type { Failure } from '../../../src/ports/failure.ts';
import {
  api,
  asApp,
  connect,
  host,
  installed,
  privateKey,
  project,
  pullRequest,
  scope,
  token,
} from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';
import { recordingLog, type Line } from '../../support/recording-log.ts';

const path = `${project}/pulls/7`;

guardNetwork();

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error as Failure,
  );
  if (outcome === null) throw new Error('it went well, unexpectedly');
  return outcome;
}

const epoch = (ms: number): string => String(Math.ceil((Date.now() + ms) / 1000));

test('a write that a gateway answers with 502 is sent exactly once', async () => {
  installed();
  scope().post(`${project}/issues/comments/5/reactions`).reply(502, '<html>Bad gateway</html>');
  const failure = await failureOf(connect().forge.acknowledge(7, 5, 'seen'));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' });
  expect(failure.message).not.toContain('html');
});

test('a write that fails inside GitHub is not repeated by any plugin', async () => {
  installed();
  scope().post(`${project}/issues/comments/5/reactions`).reply(500, { message: 'Server Error' });
  const failure = await failureOf(connect().forge.acknowledge(7, 5, 'seen'));
  expect(failure.message).toContain('Server Error');
});

test('a read is repeated twice at most', async () => {
  installed();
  const lines: Line[] = [];
  scope().get(path).times(3).reply(503, 'maintenance');
  const failure = await failureOf(connect({ log: recordingLog(lines) }).forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' });
  expect(lines.map(({ message }) => message)).toEqual(['read repeated', 'read repeated']);
});

test.each([
  ['the first limit', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': epoch(300_000) }],
  [
    'the first limit, in its newer way',
    429,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': epoch(300_000) },
  ],
  ['the second limit', 403, { 'retry-after': '300' }],
])('%s says until when, and nothing is repeated before', async (_, status, headers) => {
  installed();
  scope()
    .get(path)
    .reply(
      status,
      { message: 'API rate limit exceeded for installation' },
      { ...headers, date: new Date().toUTCString() },
    );
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' });
  expect(failure.retryAfterMs).toBeGreaterThan(290_000);
  expect(failure.retryAfterMs).toBeLessThan(310_000);
});

test('the pauses for github.com bring no repeats with them', async () => {
  installed();
  const lines: Line[] = [];
  const log = recordingLog(lines);
  const limited = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': epoch(300_000) };
  scope()
    .post(`${project}/issues/comments/5/reactions`)
    .reply(403, { message: 'API rate limit exceeded' }, limited);
  scope()
    .post(`${project}/issues/comments/6/reactions`)
    .reply(429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '60' });
  const { forge } = connect({ pace: 'github', log });
  const began = performance.now();
  const failures = await Promise.all(
    [5, 6].map((id) => failureOf(forge.acknowledge(7, id, 'seen'))),
  );
  expect(failures.map(({ retry }) => retry)).toEqual(['later', 'later']);
  expect(performance.now() - began).toBeGreaterThan(990);
  expect(lines).toEqual([]);
});

test('a limit that does not say until when is left alone for a minute', async () => {
  installed();
  scope().get(path).reply(403, {
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes.',
  });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ retry: 'later', retryAfterMs: 60_000 });
});

test("a limit's end is reckoned by GitHub's clock", async () => {
  installed();
  const theirs = Date.now() + 3_600_000;
  scope()
    .get(path)
    .reply(
      403,
      { message: 'API rate limit exceeded' },
      {
        date: new Date(theirs).toUTCString(),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.floor(theirs / 1000) + 120),
      },
    );
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure.retryAfterMs).toBe(120_000);
});

test('a missing permission is named as GitHub names it', async () => {
  installed();
  scope()
    .get(path)
    .reply(
      403,
      { message: 'Resource not accessible by integration' },
      { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' },
    );
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_DENIED', retry: 'never' });
  expect(failure.hint).toContain('issues=write or pull_requests=write');
});

test.each([
  ['This installation has been suspended', 'suspended'],
  ['Repository was archived so is read-only.', 'archived'],
])('%s: the failure says what to do', async (message, hint) => {
  installed();
  scope().get(path).reply(403, { message });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_DENIED', retry: 'never' });
  expect(failure.message).toContain(message);
  expect(failure.hint).toContain(hint);
});

test('a refusal carries the words of GitHub, member by member', async () => {
  installed();
  scope()
    .post(`${project}/issues/comments/5/reactions`)
    .reply(422, {
      message: 'Validation Failed',
      errors: [{ resource: 'Reaction', field: 'content', code: 'invalid' }, { message: 'not so' }],
    });
  const failure = await failureOf(connect().forge.acknowledge(7, 5, 'seen'));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_REFUSED', retry: 'never' });
  expect(failure.message).toContain('Validation Failed: content is invalid: not so');
});

test('a conflict may pass', async () => {
  installed();
  scope().post(`${project}/issues/comments/5/reactions`).reply(409, { message: 'Conflict' });
  const failure = await failureOf(connect().forge.acknowledge(7, 5, 'seen'));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_REFUSED', retry: 'later' });
});

test.each([
  ['<html>Sign in</html>', 'text/html'],
  ['', 'text/plain'],
])('what is not JSON is not taken for an answer: %j', async (body, type) => {
  installed();
  scope()
    .get(`${project}/issues/7/comments`)
    .query(true)
    .reply(200, body, { 'content-type': type });
  asApp().get(`${api}/app`).reply(200, { slug: 'runway' });
  const failure = await failureOf(connect().forge.comment(7, 'Plan'));
  expect(failure.code).toBe('RUNWAY_FORGE_UNREACHABLE');
  expect(failure.message).toContain('not JSON');
});

test('an answer without what we rely on is not taken for one', async () => {
  installed();
  scope().get(path).reply(200, { number: 7, title: 'only that' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure.message).toContain("not GitHub's API");
});

test('a link to a further page on another host is not followed', async () => {
  installed();
  scope()
    .get(`${project}/pulls`)
    .query(true)
    .reply(200, [pullRequest()], { link: '<https://elsewhere.test/next?page=2>; rel="next"' });
  const failure = await failureOf(connect().forge.mergeRequests({ state: 'open' }));
  expect(failure.message).toContain('https://elsewhere.test');
});

test('the token is never sent to another host', async () => {
  installed();
  scope().get(path).reply(301, '', { location: 'https://elsewhere.test/api/v3/x' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure.code).toBe('RUNWAY_FORGE_UNREACHABLE');
  expect(failure.message).toContain('https://elsewhere.test');
});

test('a project that moved is read where it is now', async () => {
  installed();
  scope()
    .get(path)
    .reply(301, '', { location: `${api}/repositories/3/pulls/7` });
  scope().get(`${api}/repositories/3/pulls/7`).reply(200, pullRequest());
  expect((await connect().forge.mergeRequest(7))?.number).toBe(7);
});

test('no failure ever holds the token or the key', async () => {
  installed();
  scope().get(path).times(3).replyWithError('connection reset');
  const failure = await failureOf(connect().forge.mergeRequest(7));
  const everything = JSON.stringify([failure.message, failure.hint, String(failure.cause)]);
  expect(everything).toContain('connection reset');
  expect(everything).not.toContain(token);
  expect(everything).not.toContain('PRIVATE');
});

test.each([
  ['https://github.com', undefined, 'https://api.github.com'],
  ['https://acme.ghe.com/', undefined, 'https://api.acme.ghe.com'],
  ['https://github.acme.dev', undefined, 'https://github.acme.dev/api/v3'],
  ['http://127.0.0.1:8080', undefined, 'http://127.0.0.1:8080/api/v3'],
  [
    'https://github.acme.dev',
    'https://gateway.acme.dev/github/',
    'https://gateway.acme.dev/github',
  ],
])('the API of %s, set to %s, is at %s', async (url, set, found) => {
  nock(found).get('/app').reply(200, { slug: 'runway' });
  await connect({ url, ...(set === undefined ? {} : { api: set }) }).forge.self();
});

test('every request names the version of the API that we know', async () => {
  installed();
  nock(host, { reqheaders: { 'x-github-api-version': '2022-11-28', 'user-agent': /^runway / } })
    .get(path)
    .reply(200, pullRequest());
  await connect().forge.mergeRequest(7);
});

test('a token is asked for once, and used for everything in the installation', async () => {
  installed();
  scope().get(path).times(2).reply(200, pullRequest());
  const { forge, credentials } = connect();
  await forge.mergeRequest(7);
  await forge.mergeRequest(7);
  expect(await credentials()).toEqual({ username: 'x-access-token', password: token });
});

test('an App that is installed nowhere near says where to install it', async () => {
  asApp().get(`${project}/installation`).reply(404, { message: 'Not Found' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_DENIED', retry: 'never' });
  expect(failure.hint).toContain('Install');
  expect(failure.hint).toContain('acme/platform');
});

test('a service project without the App is absent, not an error', async () => {
  asApp()
    .get(`${api}/repos/acme/checkout/installation`)
    .times(3)
    .reply(404, { message: 'Not Found' });
  const { projects } = connect();
  expect(await projects.commit('acme/checkout', 'main')).toBeNull();
  expect(await projects.files('acme/checkout', '.runway', 'c' as never)).toEqual([]);
  expect(await projects.commits('acme/checkout', 'a' as never, 'b' as never)).toBeNull();
});

test('an App that GitHub does not know says what to renew', async () => {
  asApp()
    .get(`${project}/installation`)
    .reply(401, { message: 'A JSON web token could not be decoded' });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_DENIED', retry: 'never' });
  expect(failure.hint).toContain('private key');
});

test.each([
  ["'Issuer' claim ('iss') must be an Integer", 'private key'],
  ["'Expiration time' claim ('exp') must be a numeric value", 'clock'],
])('%s: the failure says what to do', async (message, hint) => {
  asApp().get(`${project}/installation`).reply(401, { message });
  const failure = await failureOf(connect().forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_DENIED', retry: 'never' });
  expect(failure.hint).toContain(hint);
});

test('a clock that is wrong is bridged, and told', async () => {
  const lines: Line[] = [];
  asApp()
    .get(`${project}/installation`)
    .reply(
      401,
      {
        message:
          "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      },
      { date: new Date(Date.now() - 600_000).toUTCString() },
    );
  installed();
  scope().get(path).reply(200, pullRequest());
  await connect({ log: recordingLog(lines) }).forge.mergeRequest(7);
  const said = lines.map(({ message, fields }) => `${message} ${String(fields['said'])}`);
  expect(said.join('\n')).toContain(
    'octokit warns [@octokit/auth-app] GitHub API time and system time',
  );
});

test('a key that no one can read is named, whatever it holds', async () => {
  const app = { id: 12, privateKey: () => '-----BEGIN RSA PRIVATE KEY-----' };
  const failure = await failureOf(connect({ app }).forge.mergeRequest(7));
  expect(failure).toMatchObject({ code: 'RUNWAY_FORGE_DENIED', retry: 'never' });
  expect(failure.message).toContain('private key');
});

test('a key may come in one line, as environment variables hold it', async () => {
  installed();
  scope().get(path).reply(200, pullRequest());
  const app = { id: 12, privateKey: () => privateKey.replaceAll('\n', String.raw`\n`) };
  await connect({ app }).forge.mergeRequest(7);
});
