// What becomes of tokens and keys while the bot runs.

import { createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import nock from 'nock';
import {
  api,
  asApp,
  connect,
  host,
  installed,
  project,
  pullRequest,
  scope,
  tokenAnswer,
} from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';

const path = `${project}/pulls/7`;

guardNetwork();

// The clock alone stands still, until a test turns it.
beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: [
      'clearImmediate',
      'clearInterval',
      'clearTimeout',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
    ],
  });
});

afterEach(() => {
  jest.useRealTimers();
});

function later(minutes: number): void {
  jest.setSystemTime(Date.now() + minutes * 60_000);
}

test('a token that was revoked is renewed once', async () => {
  const id = installed();
  const { forge, credentials } = connect();
  scope().get(path).reply(200, pullRequest());
  await forge.mergeRequest(7);
  later(1);
  scope().get(path).reply(401, { message: 'Bad credentials' });
  asApp().get(`${project}/installation`).reply(200, { id });
  asApp().post(`${api}/app/installations/${id}/access_tokens`).reply(201, tokenAnswer('next'));
  scope('next').get(path).reply(200, pullRequest());
  expect((await forge.mergeRequest(7))?.number).toBe(7);
  expect((await credentials()).password).toBe('next');
});

test('a token is renewed before it runs out', async () => {
  const id = installed();
  const { forge } = connect();
  scope().get(path).reply(200, pullRequest());
  await forge.mergeRequest(7);
  later(59.5);
  asApp().post(`${api}/app/installations/${id}/access_tokens`).reply(201, tokenAnswer('next'));
  scope('next').get(path).reply(200, pullRequest());
  expect((await forge.mergeRequest(7))?.number).toBe(7);
});

test('an App that was installed anew is found under its new number', async () => {
  const id = installed();
  const { forge } = connect();
  scope().get(path).reply(200, pullRequest());
  await forge.mergeRequest(7);
  later(90);
  asApp().post(`${api}/app/installations/${id}/access_tokens`).reply(404, { message: 'Not Found' });
  installed('acme/platform', 'anew');
  scope('anew').get(path).reply(200, pullRequest());
  expect((await forge.mergeRequest(7))?.number).toBe(7);
});

test('an App that was removed is denied, and found again when it is back', async () => {
  installed();
  const { forge } = connect();
  scope().get(path).reply(200, pullRequest());
  await forge.mergeRequest(7);
  later(1);
  scope().get(path).reply(401, { message: 'Bad credentials' });
  asApp().get(`${project}/installation`).reply(404, { message: 'Not Found' });
  await expect(forge.mergeRequest(7)).rejects.toMatchObject({ code: 'RUNWAY_FORGE_DENIED' });
  installed('acme/platform', 'back');
  scope('back').get(path).reply(200, pullRequest());
  expect((await forge.mergeRequest(7))?.number).toBe(7);
});

test('a key that was changed under the running bot signs the next token', async () => {
  const keys = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
  let current = 0;
  const privateKey = async (): Promise<string> =>
    keys[current]?.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() ?? '';
  const { forge } = connect({ app: { id: 12, privateKey } });
  for (const given of ['first', 'second']) {
    const key = keys[current]?.publicKey;
    nock(host, { reqheaders: { authorization: (said) => signed(said, key) } })
      .get(`${project}/installation`)
      .optionally(given === 'second')
      .reply(200, { id: 7_001 })
      .post(`${api}/app/installations/7001/access_tokens`)
      .reply(201, tokenAnswer(given));
    scope(given).get(path).reply(200, pullRequest());
    await forge.mergeRequest(7);
    current = 1;
    later(61);
  }
});

/** What the App says of itself, signed with this key and valid now for ten minutes at most. */
function signed(said: string, key: KeyObject | undefined): boolean {
  if (!said.startsWith('bearer ')) return false;
  const [head = '', body = '', signature = ''] = said.replace(/^bearer /, '').split('.');
  const { iss, iat, exp } = JSON.parse(Buffer.from(body, 'base64url').toString()) as {
    readonly [name: string]: unknown;
  };
  const now = Date.now() / 1000;
  expect(iss).toBe('12');
  expect(Number(iat)).toBeLessThan(now);
  expect(Number(exp)).toBeGreaterThan(now);
  expect(Number(exp)).toBeLessThan(now + 600);
  const verify = createVerify('RSA-SHA256').update(`${head}.${body}`);
  return key !== undefined && verify.verify(key, signature, 'base64url');
}
