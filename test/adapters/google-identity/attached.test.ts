// The account that a machine of Google's is given: its metadata server answers for it.

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { createGoogleIdentity } from '../../../src/adapters/google-identity/google-identity.ts';
import { SELF } from '../../../src/ports/identity.ts';
import { notedCalls } from '../../support/calls.ts';
import { guardNetwork } from '../../support/guard-network.ts';

guardNetwork();

const BOT = 'runway@acme-runway.iam.gserviceaccount.com';
const HOST = 'metadata.test:8080';
const FLAVOUR = { 'metadata-flavor': 'Google' };
const DEFAULT = '/computeMetadata/v1/instance/service-accounts/default';
const before = { ...process.env };

beforeEach(() => {
  process.env['GCE_METADATA_HOST'] = HOST;
  process.env['METADATA_SERVER_DETECTION'] = 'assume-present';
  process.env['CLOUDSDK_CONFIG'] = mkdtempSync(join(tmpdir(), 'no-gcloud-'));
  delete process.env['GOOGLE_APPLICATION_CREDENTIALS'];
});

afterEach(() => {
  process.env = { ...before };
});

function identity() {
  return createGoogleIdentity({ clock: { now: () => new Date() }, calls: notedCalls() });
}

function metadata(): nock.Scope {
  return nock(`http://${HOST}`, { reqheaders: { 'metadata-flavor': 'Google' } });
}

test('the attached account is who Runway is', async () => {
  metadata()
    .get(`${DEFAULT}/token`)
    .query(true)
    .reply(200, { access_token: 'of-the-machine', expires_in: 3600 }, FLAVOUR);
  const { accessToken } = identity();
  expect(await accessToken(SELF)).toBe('of-the-machine');
  expect(await accessToken(SELF)).toBe('of-the-machine');
});

test('its own ID token comes from the machine, since an account has no right on itself', async () => {
  const token = ['e30', Buffer.from('{"exp":9999999999}').toString('base64url'), 'x'].join('.');
  metadata().get(`${DEFAULT}/email`).reply(200, BOT, FLAVOUR);
  metadata()
    .get(`${DEFAULT}/identity`)
    .query({ format: 'full', audience: 'https://vault.acme.dev/a b' })
    .reply(200, token, FLAVOUR);
  expect(await identity().idToken(BOT, 'https://vault.acme.dev/a b')).toBe(token);
});

test('a machine that does not answer for its account is asked again later', async () => {
  metadata().get(`${DEFAULT}/token`).query(true).times(8).reply(404, 'no account', FLAVOUR);
  await expect(identity().accessToken(SELF)).rejects.toMatchObject({
    code: 'RUNWAY_IDENTITY_UNREACHABLE',
    retry: 'later',
  });
  nock.cleanAll();
});

test('a key file is refused, whatever it could do', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const file = join(mkdtempSync(join(tmpdir(), 'key-')), 'key.json');
  const key = { type: 'service_account', client_email: BOT, private_key: pem, project_id: 'p' };
  writeFileSync(file, JSON.stringify(key));
  process.env['GOOGLE_APPLICATION_CREDENTIALS'] = file;
  await expect(identity().accessToken(SELF)).rejects.toMatchObject({
    code: 'RUNWAY_IDENTITY_REFUSED',
    retry: 'never',
    message: `${file} holds the key of a service account, and Runway uses none.`,
  });
});
