// How often GitHub may be asked, and what it says to those who ask too often.

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readGitHubDocument } from '../../support/github-document.ts';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';

const at = `/repos/${platform}`;
let acme: AcmeGitHub;
/** How far the sandbox's clock goes ahead, in milliseconds; every test has an hour of its own. */
let ahead = 0;

beforeAll(async () => {
  const now = () => new Date(Date.now() + ahead);
  acme = await startAcmeGitHub({ now, limits: { perHour: 10, writesPerMinute: 2 } });
});
beforeEach(() => {
  ahead += 61 * 60_000;
});
afterAll(() => acme.stop());

const told = ({ headers }: Answer): readonly (string | null)[] =>
  ['limit', 'remaining', 'used', 'resource'].map((name) => headers.get(`x-ratelimit-${name}`));

async function spend(who: string | null, times: number, path = at): Promise<readonly number[]> {
  const all: number[] = [];
  for (let turn = 0; turn < times; turn += 1) all.push((await acme.ask(who, 'GET', path)).status);
  return all;
}

test('every answer says what is left, a refusal too, to each who asks their own', async () => {
  expect(told(await acme.ask('alice', 'GET', at))).toEqual(['10', '9', '1', 'core']);
  expect(told(await acme.ask('alice', 'GET', '/repos/acme/no'))).toEqual(['10', '8', '2', 'core']);
  expect(told(await acme.ask('bob', 'GET', at))).toEqual(['10', '9', '1', 'core']);
  expect(told(await acme.ask(null, 'GET', at))).toEqual(['60', '59', '1', 'core']);
  expect(told(await acme.ask('ghp_unknown', 'GET', at))).toEqual(['60', '59', '1', 'core']);
});

test('whoever has used up their hour is refused until it is over', async () => {
  expect(new Set(await spend('alice', 10))).toEqual(new Set([200]));
  const refused = await acme.ask('alice', 'GET', at);
  expect(refused.status).toBe(403);
  expect(told(refused)).toEqual(['10', '0', '10', 'core']);
  expect(refused.body.message).toMatch(/^API rate limit exceeded for user ID \d+\.$/);
  expect(refused.body.documentation_url).toMatch(/rate-limits-for-the-rest-api$/);
  expect(refused.headers.get('retry-after')).toBeNull();
  expect(await spend('bob', 1)).toEqual([200]);
  const reset = Number(refused.headers.get('x-ratelimit-reset')) * 1000;
  expect(reset - (Date.now() + ahead)).toBeLessThanOrEqual(3_601_000);
  ahead += 61 * 60_000;
  expect(await spend('alice', 1)).toEqual([200]);
});

test('all tokens of an installation share one limit', async () => {
  const then = ahead;
  // The App signs by the real clock.
  ahead = 0;
  const [one, other] = [await acme.installationToken(), await acme.installationToken()];
  await spend(one, 10);
  const { status, body } = await acme.ask(other, 'GET', at);
  ahead = then;
  expect([status, body.message]).toEqual([
    403,
    expect.stringMatching(/^API rate limit exceeded for installation ID \d+\.$/),
  ]);
});

test('to ask what is left costs nothing, and has the published shape', async () => {
  await spend('alice', 10);
  const { status, body } = await acme.ask('alice', 'GET', '/rate_limit');
  expect(body.resources.core).toMatchObject({ limit: 10, remaining: 0, used: 10 });
  expect(body.resources.graphql).toMatchObject({ remaining: 10 });
  const exchange = { method: 'GET', path: '/rate_limit', status, responseBody: body as unknown };
  expect(readGitHubDocument().check(exchange)).toEqual([]);
});

test('whoever writes too much in a minute is told how long to wait', async () => {
  const write = (name: string): Promise<Answer> =>
    acme.ask('alice', 'POST', `${at}/git/refs`, { ref: `refs/heads/${name}`, sha });
  const sha = String((await acme.repo('alice', 'GET', '/git/ref/heads/main')).body.object.sha);
  expect((await write('one')).status).toBe(201);
  expect((await write('two')).status).toBe(201);
  const refused = await write('three');
  expect([refused.status, refused.body.message]).toEqual([
    403,
    expect.stringMatching(/secondary rate limit/),
  ]);
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect((await acme.ask('alice', 'GET', at)).status).toBe(200);
  ahead += wait * 1000;
  expect((await write('three')).status).toBe(201);
});

test('what has not changed is not sent again, and does not count', async () => {
  const url = `${acme.github.api}${at}/branches`;
  const authorization = `Bearer ${acme.github.tokens['alice'] ?? ''}`;
  const first = await fetch(url, { headers: { authorization } });
  const tag = first.headers.get('etag') ?? '';
  const ask = (etag: string): Promise<Response> =>
    fetch(url, { headers: { authorization, 'if-none-match': etag } });
  const again = await ask(tag);
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
  expect(again.headers.get('x-ratelimit-used')).toBe('1');
  const { status, headers } = await ask('W/"other"');
  expect([status, headers.get('x-ratelimit-used')]).toEqual([200, '2']);
});
