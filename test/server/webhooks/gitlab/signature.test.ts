// Signed webhooks: what holds, what does not, and what happens while secrets are changed.

import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { freshSecrets } from '../../../../src/server/fresh-secrets.ts';
import {
  signatureHolds,
  signedBy,
  signingKey,
} from '../../../../src/server/webhooks/gitlab/signature.ts';
import { statusForBody } from '../../../support/announced-body.ts';
import { randomFrom } from '../../../support/random.ts';
import { type Listening, served } from '../../listening.ts';

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const body = JSON.stringify({
  project: { path_with_namespace: 'acme/platform' },
  object_attributes: { iid: 7, state: 'opened' },
});

/** The same arithmetic as the standard's, written by itself. */
function sign(secret: string, id: string, at: Date, text: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${digest}`,
  };
}

interface Sent {
  readonly secret: string;
  readonly id?: string;
  readonly at?: Date;
  readonly text?: string;
  /** In place of what was signed. */
  readonly changed?: Record<string, string>;
}

function send(server: Listening, { secret, id, at, text = body, changed = {} }: Sent) {
  const name = id ?? randomBytes(8).toString('hex');
  const signed = sign(secret, name, at ?? new Date(), text);
  return server.call('POST', '/webhooks/gitlab', {
    headers: {
      'content-type': 'application/json',
      'x-gitlab-event': 'Merge Request Hook',
      'idempotency-key': name,
      ...signed,
      ...changed,
    },
    body: text,
  });
}

/** A secret that the server expects signatures of. */
function agreed(server: Listening): string {
  const secret = newSecret();
  server.agreeOn({ signing: async () => [secret] });
  return secret;
}

served('takes what is signed with the secret agreed on, without any token', async (server) => {
  const secret = agreed(server);
  server.agreeOn({ token: null });
  expect((await send(server, { secret })).status).toBe(200);
  expect(await server.asked()).toEqual(['review:7']);
});

served('a right token does not make up for a wrong signature', async (server) => {
  agreed(server);
  const token = { 'x-gitlab-token': server.secret };
  expect((await send(server, { secret: newSecret(), changed: token })).status).toBe(401);
  for (const signature of ['', 'v1,', 'v2,AAAA', 'nonsense', `v1,${'A'.repeat(43)}=`]) {
    const changed = { ...token, 'webhook-signature': signature };
    expect((await send(server, { secret: newSecret(), changed })).status).toBe(401);
  }
  expect(await server.asked()).toEqual([]);
});

served('while both are agreed on, a right token without a signature is enough', async (server) => {
  agreed(server);
  const headers = { 'x-gitlab-event': 'Merge Request Hook', 'x-gitlab-token': server.secret };
  const plain = { headers: { ...headers, 'content-type': 'application/json' }, body };
  expect((await server.call('POST', '/webhooks/gitlab', plain)).status).toBe(200);
  server.agreeOn({ token: null });
  expect((await server.call('POST', '/webhooks/gitlab', plain)).status).toBe(401);
});

served('a bot without a signing secret goes by the token, signed or not', async (server) => {
  const token = { 'x-gitlab-token': server.secret };
  expect((await send(server, { secret: newSecret(), changed: token })).status).toBe(200);
  expect((await send(server, { secret: newSecret() })).status).toBe(401);
});

served('takes one right signature among several', async (server) => {
  const secret = agreed(server);
  const other = sign(newSecret(), 'one', new Date(), body)['webhook-signature'] ?? '';
  const right = sign(secret, 'one', new Date(), body)['webhook-signature'] ?? '';
  const changed = { 'webhook-signature': `v1a,unknown ${other} ${right}` };
  expect((await send(server, { secret, id: 'one', changed })).status).toBe(200);
  const wrong = { 'webhook-signature': `v1a,unknown ${other}` };
  expect((await send(server, { secret, id: 'one', changed: wrong })).status).toBe(401);
});

served('refuses what was signed more than five minutes ago or hence', async (server) => {
  const secret = agreed(server);
  const off = async (minutes: number) =>
    (await send(server, { secret, at: new Date(Date.now() + minutes * 60_000) })).status;
  expect([await off(-6), await off(6), await off(-4), await off(4)]).toEqual([401, 401, 200, 200]);
});

served('takes a delivery once, by the id that is signed', async (server) => {
  const secret = agreed(server);
  expect((await send(server, { secret, id: 'one' })).json).toMatchObject({ seen: false });
  const again = await send(server, { secret, id: 'one', changed: { 'idempotency-key': 'other' } });
  expect(again.json).toMatchObject({ seen: true });
});

served('reads no body of what carries no plausible signature', async (server) => {
  const secret = agreed(server);
  server.agreeOn({ token: null });
  const address = `${server.url}/webhooks/gitlab`;
  const much = 4 * 1024 * 1024;
  expect(await statusForBody(address, {}, much)).toBe(401);
  const old = sign(secret, 'one', new Date(Date.now() - 3_600_000), body);
  expect(await statusForBody(address, old, much)).toBe(401);
  const fresh = sign(secret, 'one', new Date(), body);
  expect(await statusForBody(address, fresh, 6 * 1024 * 1024)).toBe(413);
});

served('says that it cannot check now when a secret cannot be read', async (server) => {
  const secret = agreed(server);
  server.agreeOn({ signing: () => Promise.reject(new Error('/secrets/signing is gone')) });
  const answer = await send(server, { secret });
  expect([answer.status, answer.json]).toEqual([503, { error: 'try again later' }]);
  server.agreeOn({ signing: async () => ['whsec_short'] });
  expect((await send(server, { secret })).status).toBe(503);
});

test('no change of one byte anywhere leaves a signature right', () => {
  const random = randomFrom(20_261_125);
  const secret = newSecret();
  const key = signingKey(secret);
  if (key === null) throw new Error('a new secret holds a key');
  const now = new Date();
  for (let round = 0; round < 300; round += 1) {
    const text = randomBytes(1 + random.whole(200));
    const id = randomBytes(6).toString('hex');
    const headers = signedText(secret, { id, now, text });
    const signed = signedBy({ ...headers, now });
    if (signed === null) throw new Error('what was signed just now is plausible');
    expect(signatureHolds(signed, text, [key])).toBe(true);
    const flipped = Buffer.from(text);
    const at = random.whole(text.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.whole(8));
    expect(signatureHolds(signed, flipped, [key])).toBe(false);
    expect(signatureHolds(signed, Buffer.concat([text, text.subarray(0, 1)]), [key])).toBe(false);
    expect(signatureHolds({ ...signed, id: `${id}0` }, text, [key])).toBe(false);
    const later = String(Number(signed.timestamp) + 1);
    expect(signatureHolds({ ...signed, timestamp: later }, text, [key])).toBe(false);
    expect(signatureHolds(signed, text, [randomBytes(32)])).toBe(false);
    expect(signatureHolds(signed, text, [randomBytes(32), key])).toBe(true);
  }
});

test('what a dot moves from one part to the next is not the same message', () => {
  const secret = newSecret();
  const key = signingKey(secret) ?? Buffer.alloc(0);
  const now = new Date(1_764_000_000_000);
  const { signature } = signedText(secret, { id: 'a', now, text: Buffer.from('1.b') });
  const moved = signedBy({ id: 'a', timestamp: '1764000000.1', signature, now });
  expect(moved).toBeNull();
  expect(key).toHaveLength(32);
});

test.each([
  ['a key without its prefix', randomBytes(32).toString('base64')],
  ['a key that is too short', `whsec_${randomBytes(31).toString('base64')}`],
  ['a key that is too long', `whsec_${randomBytes(33).toString('base64')}`],
  ['no base64', `whsec_${'!'.repeat(44)}`],
  ['the other base64', `whsec_${'-_'.repeat(21)}-=`],
])('%s is no signing secret', (_what, secret) => {
  expect(signingKey(secret)).toBeNull();
});

test('a changed secret counts within a second, and the old one as long as it stands beside', async () => {
  let now = 0;
  let text = 'old';
  let reads = 0;
  const secrets = freshSecrets(
    async () => {
      reads += 1;
      if (text === '') throw new Error('not readable');
      return text;
    },
    () => new Date(now),
  );
  expect(await Promise.all([secrets(), secrets()])).toEqual([['old'], ['old']]);
  expect(reads).toBe(1);
  text = 'new\r\n\nold\n';
  expect(await secrets()).toEqual(['old']);
  now = 1_000;
  expect(await secrets()).toEqual(['new', 'old']);
  [now, text] = [2_000, ''];
  await expect(secrets()).rejects.toThrow('not readable');
  text = 'new';
  expect(await secrets()).toEqual(['new']);
});

function signedText(
  secret: string,
  { id, now, text }: { id: string; now: Date; text: Buffer },
): { id: string; timestamp: string; signature: string } {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(text);
  return { id, timestamp, signature: `v1,${digest.digest('base64')}` };
}
