// What `runway doctor` says of GitLab.

import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import nock from 'nock';
import { createPatientFetch } from '../../../src/adapters/forge/patient-fetch.ts';
import { createGitLab } from '../../../src/adapters/gitlab/gitlab.ts';
import type { Finding } from '../../../src/ports/finding.ts';
import { notedCalls } from '../../support/calls.ts';
import { guardNetwork } from '../../support/guard-network.ts';
import { recordingLog } from '../../support/recording-log.ts';

guardNetwork();

const URL = 'https://gitlab.acme.dev';
const BOT = 'https://runway.acme.dev';
const PROJECT = '/api/v4/projects/acme%2Fplatform';
const NOW = new Date('2026-11-28T12:00:00Z');
const token = `glpat-${randomBytes(15).toString('hex')}`;

interface Answers {
  readonly self?: readonly [number, object];
  readonly permissions?: object;
  readonly branch?: object;
  readonly hooks?: readonly [number, unknown];
  readonly events?: readonly unknown[];
}

const HOOK = { id: 5, url: `${BOT}/webhooks/gitlab`, alert_status: 'executable' };
const event = (minute: string, response_status: string): object => ({
  created_at: `2026-11-28T11:${minute}:00.000Z`,
  response_status,
});

async function examined(answers: Answers): Promise<Record<string, Finding>> {
  const { self = [200, { scopes: ['api'], expires_at: '2027-03-01' }] } = answers;
  const { hooks = [200, [HOOK]], branch = { protected: true } } = answers;
  const { permissions = { project_access: { access_level: 40 }, group_access: null } } = answers;
  nock(URL, { reqheaders: { 'private-token': token } })
    .get('/api/v4/personal_access_tokens/self')
    .reply(...self)
    .get(PROJECT)
    .reply(200, { id: 1, permissions })
    .get(`${PROJECT}/repository/branches/main`)
    .reply(200, branch)
    .get(`${PROJECT}/hooks?per_page=100`)
    .reply(hooks[0], hooks[1] as object);
  if (answers.events !== undefined)
    nock(URL)
      .get(`${PROJECT}/hooks/5/events`)
      .reply(200, [...answers.events]);
  const fetch = createPatientFetch({ log: recordingLog(), calls: notedCalls() });
  const { examine } = createGitLab({
    url: URL,
    project: 'acme/platform',
    token: () => token,
    fetch,
  });
  const findings = await examine({ bot: BOT, now: NOW });
  expect(JSON.stringify(findings)).not.toContain(token);
  return Object.fromEntries(findings.map((one) => [one.link, one]));
}

test('where everything is as it should be, everything passes', async () => {
  const found = await examined({ events: [event('10', '200'), event('20', '204')] });
  expect(Object.values(found).map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 4 }, () => 'passed'),
  );
  expect(found['token']?.words).toContain('2027-03-01');
});

test('a token without the scope, or that ends soon, is told', async () => {
  const poor = await examined({ self: [200, { scopes: ['read_api'] }], events: [] });
  expect(poor['token']).toMatchObject({ outcome: 'failed' });
  expect(poor['token']?.words).toContain('read_api');
  const late = { scopes: ['api'], expires_at: '2026-12-01' };
  const ending = await examined({ self: [200, late], events: [] });
  expect(ending['token']).toMatchObject({ outcome: 'failed' });
  expect(ending['token']?.words).toContain('2026-12-01');
});

test('a token that GitLab says nothing of was not checked, and one that it refuses has failed', async () => {
  const silent = await examined({ self: [404, {}], events: [] });
  expect(silent['token']?.outcome).toBe('not checked');
  const refused = await examined({ self: [401, { message: '401 Unauthorized' }], events: [] });
  expect(refused['token']?.outcome).toBe('failed');
});

test('a role that may not push, and a branch that everybody may push to', async () => {
  const permissions = { project_access: { access_level: 20 }, group_access: null };
  const found = await examined({ permissions, branch: { protected: false }, events: [] });
  expect(found['role']).toMatchObject({ outcome: 'failed' });
  expect(found['role']?.mend).toContain('Developer');
  expect(found['default branch']).toMatchObject({ outcome: 'failed' });
});

test('webhooks that fail, that are disabled, that lead elsewhere, and that cannot be seen', async () => {
  const failing = await examined({ events: [event('10', '200'), event('40', '503')] });
  expect(failing['webhooks']).toMatchObject({ outcome: 'failed' });
  expect(failing['webhooks']?.words).toContain('503');
  const disabled = await examined({ hooks: [200, [{ ...HOOK, alert_status: 'disabled' }]] });
  expect(disabled['webhooks']?.words).toContain('disabled');
  const elsewhere = await examined({ hooks: [200, [{ ...HOOK, url: 'https://other.dev/x' }]] });
  expect(elsewhere['webhooks']).toMatchObject({ outcome: 'failed' });
  expect(elsewhere['webhooks']?.mend).toContain(`${BOT}/webhooks/gitlab`);
  const hidden = await examined({ hooks: [403, {}] });
  expect(hidden['webhooks']).toMatchObject({ outcome: 'not checked' });
});
