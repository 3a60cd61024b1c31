// What Google may answer instead of a token, and what Runway makes of it.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import nock from 'nock';
import { createGoogleIdentity } from '../../../src/adapters/google-identity/google-identity.ts';
import type { Failure } from '../../../src/ports/failure.ts';
import { SELF, accountOf } from '../../../src/ports/identity.ts';
import { redact } from '../../../src/ports/redact.ts';
import { notedCalls } from '../../support/calls.ts';
import { guardNetwork } from '../../support/guard-network.ts';

guardNetwork();

const STS = 'https://sts.googleapis.com';
const IAM = 'https://iamcredentials.googleapis.com';
const BOT = 'runway@acme-runway.iam.gserviceaccount.com';
const DEPLOY = 'dep-checkout@acme-runway-dev.iam.gserviceaccount.com';
const AUDIENCE =
  '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q';
const tokenFile = join(mkdtempSync(join(tmpdir(), 'identity-')), 'token');

const secret = (): string => randomBytes(24).toString('base64url');
const tokens = { subject: secret(), pool: secret(), bot: secret(), deploy: secret() };
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

function identity(
  options: { deadlineMs?: number; mayRepeat?: boolean; iamCredentials?: string } = {},
) {
  writeFileSync(tokenFile, tokens.subject);
  const calls = { ...notedCalls(), mayRepeat: () => options.mayRepeat ?? true };
  const made = createGoogleIdentity({
    clock: { now: () => new Date() },
    calls,
    federation: { audience: AUDIENCE, tokenFile, account: BOT },
    ...(options.iamCredentials === undefined
      ? {}
      : { endpoints: { iamCredentials: options.iamCredentials } }),
    ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
  });
  return { ...made, calls };
}

function exchanged(times = 1): void {
  nock(STS)
    .post('/v1/token')
    .times(times)
    .reply(200, { access_token: tokens.pool, expires_in: 3600, token_type: 'Bearer' });
}

const generate = (email: string, method = 'generateAccessToken'): string =>
  `/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}:${method}`;

function lent(email: string, accessToken: string): nock.Scope {
  return nock(IAM).post(generate(email)).reply(200, { accessToken, expireTime: inAnHour() });
}

function asBot(): void {
  exchanged();
  lent(BOT, tokens.bot);
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  return work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error as Failure,
  );
}

function google(code: number, status: string, message: string): object {
  return { error: { code, status, message } };
}

test('an account is acted as with the token of the account that Runway is', async () => {
  exchanged();
  nock(IAM, { reqheaders: { authorization: `Bearer ${tokens.pool}` } })
    .post(generate(BOT))
    .reply(200, { accessToken: tokens.bot, expireTime: inAnHour() });
  const scope = ['https://www.googleapis.com/auth/cloud-platform'];
  nock(IAM, { reqheaders: { authorization: `Bearer ${tokens.bot}` } })
    .post(generate(DEPLOY), { scope, lifetime: '3600s' })
    .reply(200, { accessToken: tokens.deploy, expireTime: inAnHour() });
  const { accessToken, calls } = identity();
  expect(await accessToken(accountOf(DEPLOY))).toBe(tokens.deploy);
  expect(calls.noted.map(({ host, code }) => `${host} ${code}`)).toEqual([
    'sts.googleapis.com OK',
    'iamcredentials.googleapis.com OK',
    'iamcredentials.googleapis.com OK',
  ]);
});

test('an ID token carries the address of its account', async () => {
  asBot();
  const token = ['e30', Buffer.from('{"exp":9999999999}').toString('base64url'), 'x'].join('.');
  nock(IAM)
    .post(generate(DEPLOY, 'generateIdToken'), { audience: 'vault', includeEmail: true })
    .reply(200, { token });
  const { idToken } = identity();
  expect(await idToken(DEPLOY, 'vault')).toBe(token);
  expect(await idToken(DEPLOY, 'vault')).toBe(token);
});

test.each([
  [
    403,
    'PERMISSION_DENIED',
    "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
    { code: 'RUNWAY_IDENTITY_DENIED', retry: 'later' },
    'roles/iam.serviceAccountTokenCreator',
  ],
  [
    404,
    'NOT_FOUND',
    'Not found; Gaia id not found for email',
    { code: 'RUNWAY_IDENTITY_DENIED', retry: 'later' },
    'inventory',
  ],
  [
    403,
    'PERMISSION_DENIED',
    'IAM Service Account Credentials API has not been used in project 1 before or it is disabled.',
    { code: 'RUNWAY_IDENTITY_REFUSED', retry: 'never' },
    'iamcredentials.googleapis.com',
  ],
  [
    400,
    'FAILED_PRECONDITION',
    'Service account is disabled.',
    { code: 'RUNWAY_IDENTITY_REFUSED', retry: 'never' },
    'enabled',
  ],
  [
    429,
    'RESOURCE_EXHAUSTED',
    'Quota exceeded for quota metric',
    { code: 'RUNWAY_IDENTITY_UNREACHABLE', retry: 'later' },
    'tried again',
  ],
])(
  '%i %s of impersonation says what is missing: %s',
  async (...[status, name, words, expected, hint]) => {
    asBot();
    nock(IAM)
      .post(generate(DEPLOY))
      .reply(status, google(status, name, words));
    const failure = await failureOf(identity().accessToken(accountOf(DEPLOY)));
    expect(failure).toMatchObject(expected);
    expect(failure.message).toContain(words);
    expect(failure.hint).toContain(hint);
  },
);

test('a denial names both accounts and the role', async () => {
  asBot();
  nock(IAM)
    .post(generate(DEPLOY))
    .reply(403, google(403, 'PERMISSION_DENIED', 'denied'));
  const failure = await failureOf(identity().accessToken(accountOf(DEPLOY)));
  expect(failure.message).toContain(`let ${BOT} act as ${DEPLOY}`);
  expect(failure.hint).toContain(`roles/iam.serviceAccountTokenCreator on ${DEPLOY} for ${BOT}`);
});

test('where its own token is not accepted, it asks once for a new one', async () => {
  asBot();
  nock(IAM)
    .post(generate(DEPLOY))
    .reply(401, google(401, 'UNAUTHENTICATED', 'no'));
  lent(BOT, secret());
  lent(DEPLOY, tokens.deploy);
  expect(await identity().accessToken(accountOf(DEPLOY))).toBe(tokens.deploy);
});

test('where the new one is not accepted either, that is said', async () => {
  asBot();
  nock(IAM)
    .post(generate(DEPLOY))
    .twice()
    .reply(401, google(401, 'UNAUTHENTICATED', 'no'));
  lent(BOT, secret());
  const failure = await failureOf(identity().accessToken(accountOf(DEPLOY)));
  expect(failure).toMatchObject({ code: 'RUNWAY_IDENTITY_REFUSED', retry: 'later' });
});

test('a connection that broke is made anew once, where the budget has room', async () => {
  exchanged();
  // A connection that really breaks: one that is played breaks the process of all tests.
  nock.enableNetConnect('127.0.0.1');
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (asked === 1) return void request.socket.destroy();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ accessToken: tokens.bot, expireTime: inAnHour() }));
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', () => listening());
  });
  const { port } = server.address() as AddressInfo;
  try {
    const { accessToken } = identity({ iamCredentials: `http://127.0.0.1:${port}` });
    expect(await accessToken(SELF)).toBe(tokens.bot);
    expect(asked).toBe(2);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('where the budget has no room, it is told at once', async () => {
  exchanged();
  nock(IAM)
    .post(generate(BOT))
    .reply(503, google(503, 'UNAVAILABLE', 'try later'));
  const failure = await failureOf(identity({ mayRepeat: false }).accessToken(SELF));
  expect(failure).toMatchObject({ code: 'RUNWAY_IDENTITY_UNREACHABLE', retry: 'later' });
});

test('an answer that does not come is waited for until the deadline', async () => {
  exchanged();
  nock(IAM).post(generate(BOT)).delay(5_000).reply(200, {});
  const began = performance.now();
  const { accessToken, calls } = identity({ deadlineMs: 200 });
  const failure = await failureOf(accessToken(SELF));
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(failure).toMatchObject({ code: 'RUNWAY_IDENTITY_UNREACHABLE', retry: 'later' });
  expect(calls.noted.at(-1)?.code).toBe('timeout');
});

test('an answer without a token is none', async () => {
  exchanged();
  nock(IAM).post(generate(BOT)).reply(200, '<html>a login page</html>');
  const failure = await failureOf(identity().accessToken(SELF));
  expect(failure).toMatchObject({ code: 'RUNWAY_IDENTITY_UNREACHABLE' });
});

test('a pool that does not exist is not asked again by itself', async () => {
  nock(STS)
    .post('/v1/token')
    .reply(400, { error: 'invalid_target', error_description: 'The target service is invalid.' });
  const failure = await failureOf(identity().accessToken(SELF));
  expect(failure).toMatchObject({ code: 'RUNWAY_IDENTITY_REFUSED', retry: 'never' });
  expect(failure.message).toContain('The target service is invalid.');
});

test.each([
  ['the key of a service account', '{"type":"service_account","private_key":"-----BEGIN"}', 'key'],
  ['nothing', '', 'holds no token'],
  ['more than a token', 'two words', 'holds no token'],
])('a token file with %s is refused', async (_what, text, words) => {
  const { accessToken } = identity();
  writeFileSync(tokenFile, text);
  const failure = await failureOf(accessToken(SELF));
  expect(failure.code).toBe('RUNWAY_IDENTITY_REFUSED');
  expect(failure.message).toContain(words);
});

test('no token can be read in an error, whatever the answer repeats', async () => {
  const found: string[] = [];
  const collect = async (work: Promise<unknown>): Promise<void> => {
    const failure = await failureOf(work);
    const { cause, hint, message, stack } = failure;
    found.push(inspect(failure, { depth: 9 }), JSON.stringify(redact(failure)));
    found.push(inspect({ cause, hint, message, stack }, { depth: 9 }));
  };
  const { subject, pool, bot } = tokens;
  nock(STS)
    .post('/v1/token')
    .reply(400, { error: 'invalid_grant', error_description: `not ${subject}` });
  await collect(identity().accessToken(SELF));
  exchanged();
  nock(IAM)
    .post(generate(BOT))
    .reply(403, google(403, 'PERMISSION_DENIED', `not ${pool}`));
  await collect(identity().accessToken(SELF));
  asBot();
  nock(IAM)
    .post(generate(DEPLOY))
    .reply(400, google(400, 'INVALID_ARGUMENT', `not ${bot}`));
  await collect(identity().accessToken(accountOf(DEPLOY)));
  asBot();
  nock(IAM).post(generate(DEPLOY)).twice().reply(502, `lost ${bot}`);
  await collect(identity().accessToken(accountOf(DEPLOY)));
  for (const token of Object.values(tokens)) expect(found.join('\n')).not.toContain(token);
});
