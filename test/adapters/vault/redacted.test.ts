// Neither tokens nor values come out with an error, whatever Vault answers.

import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import nock from 'nock';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { createVault } from '../../../src/adapters/vault/vault.ts';
import type { Call } from '../../../src/ports/calls.ts';
import { redact } from '../../../src/ports/redact.ts';
import type { SecretOf, Vault } from '../../../src/ports/vault.ts';
import { guardNetwork } from '../../support/guard-network.ts';
import { accounts, place } from './sandbox.ts';

const { signal } = new AbortController();
const ORIGIN = 'https://vault.acme.dev:8200';
const LOGIN = '/v1/auth/jwt/login';
const METADATA = '/v1/runway/metadata/env/production/service/checkout/API_KEY';
const DATA = '/v1/runway/data/env/production/service/checkout/API_KEY?version=3';
const SECRET: SecretOf = {
  place,
  workload: 'checkout',
  name: 'API_KEY',
  as: { type: 'account', email: accounts.checkout },
  role: 'runway-production-checkout',
};

const base64 = (text: string): string => Buffer.from(text).toString('base64url');
const canaries = {
  jwt: ['{"alg":"RS256"}', `{"sub":"${randomUUID()}"}`, randomUUID()].map(base64).join('.'),
  token: `hvs.${randomUUID().replaceAll('-', '')}`,
  value: randomUUID(),
};

guardNetwork();

function vault(calls: Call[] = [], url = ORIGIN): Vault {
  return createVault({
    url,
    calls: createCalls({ clock: { now: () => new Date() }, observe: (call) => calls.push(call) }),
    clock: { now: () => new Date(), sleep: () => Promise.resolve() },
    identity: { idToken: () => Promise.resolve(canaries.jwt) },
  });
}

function mayLogIn(): void {
  const auth = { client_token: canaries.token, lease_duration: 900, renewable: true };
  nock(ORIGIN).persist().post(LOGIN).reply(200, { auth });
}

/** Everything of it that could be written somewhere. */
async function printed(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it went well'),
    (thrown: unknown) => thrown as Error,
  );
  const all = { showHidden: true, depth: 20, getters: true };
  const texts = [error.message, error.stack, inspect(error, all), JSON.stringify(error)];
  return [...texts, String(error), JSON.stringify(redact(error)), inspect(error.cause, all)].join(
    '\n',
  );
}

function expectNothing(text: string): void {
  for (const [name, secret] of Object.entries(canaries))
    expect([name, text.includes(secret)]).toEqual([name, false]);
}

const echo = { errors: [`bad ${canaries.token} and ${canaries.jwt}`], data: canaries };

test.each([400, 403, 404, 405, 412, 429, 473, 500, 502, 503])(
  'an answer %i that repeats what was sent is not repeated',
  async (status) => {
    mayLogIn();
    nock(ORIGIN).persist().get(METADATA).reply(status, echo);
    const text = await printed(vault().describe(SECRET, signal));
    expect(text).toContain('RUNWAY_VAULT_');
    expectNothing(text);
  },
);

test.each([400, 403, 404, 500, 503])('nor is one to a login, %i', async (status) => {
  nock(ORIGIN).persist().post(LOGIN).reply(status, echo);
  const text = await printed(vault().describe(SECRET, signal));
  expect(text).toContain('RUNWAY_VAULT_');
  expectNothing(text);
});

test.each([
  ['no JSON', `<html>${canaries.value}</html>`],
  ['no object', JSON.stringify([canaries.value])],
  ['no envelope', JSON.stringify({ value: canaries.value })],
])('an answer that is %s is not taken for an absence, and not shown', async (_, body) => {
  mayLogIn();
  nock(ORIGIN).persist().get(DATA).reply(200, body);
  const text = await printed(vault().value(SECRET, 3, signal));
  expect(text).toContain('RUNWAY_VAULT_UNREACHABLE');
  expectNothing(text);
});

test('a value that is an empty text is refused where it is read, with what to write instead', async () => {
  mayLogIn();
  nock(ORIGIN)
    .persist()
    .get(DATA)
    .reply(200, { data: { data: { value: '' } } });
  const text = await printed(vault().value(SECRET, 3, signal));
  expect(text).toContain('has no text under the key `value`');
});

test('a value that is no text is refused without being shown', async () => {
  mayLogIn();
  const data = { data: { value: { inner: canaries.value } }, metadata: {} };
  nock(ORIGIN).get(DATA).reply(200, { data });
  const text = await printed(vault().value(SECRET, 3, signal));
  expect(text).toContain('RUNWAY_VAULT_REFUSED');
  expectNothing(text);
});

test('a login that brings no token is no login', async () => {
  nock(ORIGIN).persist().post(LOGIN).reply(200, { auth: null, data: canaries });
  const text = await printed(vault().describe(SECRET, signal));
  expect(text).toContain('what came back has no token');
  expectNothing(text);
});

test('the token is sent to no other address, whatever Vault says', async () => {
  mayLogIn();
  nock(ORIGIN)
    .get(METADATA)
    .reply(307, '', { location: `https://elsewhere.acme.dev${METADATA}` });
  await expect(vault().describe(SECRET, signal)).rejects.toMatchObject({
    code: 'RUNWAY_VAULT_UNREACHABLE',
    message:
      'Vault at vault.acme.dev:8200 sends Runway on to elsewhere.acme.dev, as a standby node does.',
  });
});

test('nothing of the environment decides about token, namespace and trust', async () => {
  const names = { VAULT_TOKEN: randomUUID(), VAULT_NAMESPACE: 'others', VAULT_SKIP_VERIFY: '1' };
  Object.assign(process.env, names);
  try {
    const seen: (string | undefined)[] = [];
    nock(ORIGIN)
      .post(LOGIN)
      .reply(200, function login() {
        seen.push(this.req.headers['x-vault-token'], this.req.headers['x-vault-namespace']);
        return { auth: { client_token: canaries.token, lease_duration: 900, renewable: true } };
      });
    nock(ORIGIN, { reqheaders: { 'x-vault-token': canaries.token } })
      .get(METADATA)
      .reply(404, { errors: [] });
    expect(await vault().describe(SECRET, signal)).toBeNull();
    expect(seen).toEqual([undefined, undefined]);
  } finally {
    for (const name of Object.keys(names)) delete process.env[name];
  }
});

test('nothing is sent that others could read on the way', async () => {
  await expect(vault([], 'http://vault.acme.dev').describe(SECRET, signal)).rejects.toMatchObject({
    code: 'RUNWAY_SETTINGS_INVALID',
    retry: 'never',
  });
});

test('the namespace goes with every request, a login too', async () => {
  const inside = nock(ORIGIN, { reqheaders: { 'x-vault-namespace': 'acme/team' } });
  inside
    .post(LOGIN)
    .reply(200, { auth: { client_token: 'x', lease_duration: 9, renewable: true } });
  inside.get(METADATA).reply(404, { errors: [] });
  const secret = { ...SECRET, place: { ...place, namespace: 'acme/team' } };
  expect(await vault().describe(secret, signal)).toBeNull();
});

test('every request is told of, and Vault is left alone for as long as it asks', async () => {
  const calls: Call[] = [];
  mayLogIn();
  nock(ORIGIN)
    .get(METADATA)
    .reply(429, { errors: ['quota'] }, { 'retry-after': '60' });
  const asked = vault(calls);
  const failure = { code: 'RUNWAY_VAULT_UNREACHABLE', retryAfterMs: 60_000 };
  await expect(asked.describe(SECRET, signal)).rejects.toMatchObject(failure);
  await expect(asked.describe(SECRET, signal)).rejects.toMatchObject({
    message: expect.stringContaining('asked for rest'),
  });
  expect(calls.map(({ code, host }) => `${host} ${code}`)).toEqual([
    'vault.acme.dev:8200 200',
    'vault.acme.dev:8200 429',
  ]);
});
