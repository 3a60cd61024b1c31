// The end of a registration, as GitHub answers it.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { createPatientFetch } from '../../../src/adapters/forge/patient-fetch.ts';
import { apiUrl } from '../../../src/adapters/github/api-url.ts';
import { claimApp, isCode } from '../../../src/adapters/github/registration.ts';
import { systemClock } from '../../../src/cli/clock.ts';
import { silentLog } from '../../../src/cli/log.ts';

afterEach(() => nock.cleanAll());

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

/** The members of GitHub's example that we read, and some that we do not. */
const answer = {
  id: 4711,
  slug: 'runway-acme',
  node_id: 'MDxOkludGVncmF0aW9uMQ==',
  owner: { login: 'acme', type: 'Organization' },
  name: 'runway-acme',
  html_url: 'https://github.com/apps/runway-acme',
  permissions: { metadata: 'read' },
  events: ['push'],
  client_id: 'Iv1.8a61f9b3a7aba766',
  client_secret: randomBytes(20).toString('hex'),
  webhook_secret: randomBytes(20).toString('hex'),
  pem,
};

function claim(status: number, body: string | object, headers: Record<string, string> = {}) {
  nock('https://api.github.com')
    .post('/app-manifests/a180b1/conversions')
    .reply(status, body, headers);
  const fetch = createPatientFetch({
    log: silentLog,
    calls: createCalls({ clock: systemClock }),
  });
  return claimApp('a180b1', { api: apiUrl('https://github.com'), fetch });
}

test('the code is changed for the App, its key and its secret', async () => {
  expect(await claim(201, answer)).toEqual({
    id: 4711,
    slug: 'runway-acme',
    page: 'https://github.com/apps/runway-acme',
    privateKey: pem,
    webhookSecret: answer.webhook_secret,
  });
});

test.each([
  [404, 'RUNWAY_FORGE_REFUSED', 'hour'],
  [422, 'RUNWAY_FORGE_REFUSED', ''],
  [429, 'RUNWAY_FORGE_UNREACHABLE', ''],
  [502, 'RUNWAY_FORGE_UNREACHABLE', ''],
])('%d is told as what it is, and asked once', async (status, code, hint) => {
  await expect(claim(status, { message: 'no' })).rejects.toMatchObject({
    code,
    hint: expect.stringContaining(hint),
  });
  expect(nock.pendingMocks()).toEqual([]);
});

test.each([
  ['no JSON', `not JSON ${pem}`],
  ['no object', '[]'],
  ['no key', { ...answer, pem: 'a key' }],
  ['no webhook secret', { ...answer, webhook_secret: null }],
  ['no number', { ...answer, id: '4711' }],
])('an answer with %s is none of GitHub, and nothing of it is repeated', async (_, body) => {
  const failing = claim(201, body);
  await expect(failing).rejects.toMatchObject({ code: 'RUNWAY_FORGE_UNREACHABLE' });
  await expect(failing).rejects.not.toThrow('BEGIN');
});

test('a code that could lead elsewhere is none', () => {
  expect(isCode('a180b1a3d263c81bc6441d7b990bae27d4c10679')).toBe(true);
  expect(['', '..', 'a/b', 'a%2Fb', 'a?b', 'a#b', 'a\nb'].filter(isCode)).toEqual([]);
});

test('the API is where each kind of GitHub has it', () => {
  expect(
    [
      'https://github.com',
      'https://acme.ghe.com',
      'https://github.acme.dev/',
      'http://127.0.0.1:8080',
    ].map(apiUrl),
  ).toEqual([
    'https://api.github.com',
    'https://api.acme.ghe.com',
    'https://github.acme.dev/api/v3',
    'http://127.0.0.1:8080/api/v3',
  ]);
});
