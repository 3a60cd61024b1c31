// What `runway doctor` says of GitHub.

import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import nock from 'nock';
import { createPatientFetch } from '../../../src/adapters/forge/patient-fetch.ts';
import { createGitHub } from '../../../src/adapters/github/github.ts';
import type { Finding } from '../../../src/ports/finding.ts';
import { notedCalls } from '../../support/calls.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { bot, start, type Started } from './sandbox.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const API = 'https://api.github.com';
const BOT = 'https://runway.acme.dev';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let world: Started;

beforeAll(async () => {
  world = await start();
});

afterAll(async () => {
  nock.cleanAll();
  nock.restore();
  await world.stop();
});

const byLink = (findings: readonly Finding[]): Record<string, Finding> =>
  Object.fromEntries(findings.map((one) => [one.link, one]));

test("the sandbox's App has every permission, and its webhook leads nowhere yet", async () => {
  const found = byLink(await bot(world).examine({ bot: BOT, now: NOW }));
  expect(found['App']).toMatchObject({ outcome: 'passed' });
  expect(found['default branch']?.outcome).toMatch(/^(?:passed|failed)$/);
  expect(found['webhooks']).toMatchObject({ outcome: 'failed' });
  expect(found['webhooks']?.mend).toContain(`${BOT}/webhooks/github`);
});

interface Answers {
  readonly installation?: object;
  readonly branch?: object;
  readonly deliveries?: readonly object[];
}

const ALL = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  deployments: 'write',
};

async function answered(answers: Answers): Promise<Record<string, Finding>> {
  const { installation = {}, branch = { protected: true }, deliveries = [] } = answers;
  const installed = { id: 7, permissions: ALL, suspended_at: null, ...installation };
  nock(API)
    .persist()
    .get('/repos/acme/platform/installation')
    .reply(200, installed)
    .get('/app/hook/config')
    .reply(200, { url: `${BOT}/webhooks/github` })
    .get('/app/hook/deliveries?per_page=100')
    .reply(200, [...deliveries])
    .post('/app/installations/7/access_tokens')
    .reply(201, { token: 'ghs_x', expires_at: new Date(Date.now() + 3_600_000).toISOString() })
    .get('/repos/acme/platform/branches/main')
    .reply(200, branch);
  const log = recordingLog();
  const { examine } = createGitHub({
    url: 'https://github.com',
    project: 'acme/platform',
    app: { id: 1, privateKey: () => key },
    pace: 'none',
    log,
    fetch: createPatientFetch({ log, calls: notedCalls() }),
  });
  try {
    return byLink(await examine({ bot: BOT, now: NOW }));
  } finally {
    nock.cleanAll();
  }
}

const delivery = (status_code: number, status: string): object => ({
  id: 1,
  guid: 'g',
  delivered_at: '2026-11-28T11:00:00Z',
  status_code,
  status,
});

test('where everything is as it should be, everything passes', async () => {
  const found = await answered({ deliveries: [delivery(200, 'OK')] });
  expect(Object.values(found).map(({ outcome }) => outcome)).toEqual([
    'passed',
    'passed',
    'passed',
  ]);
});

test('permissions that were not accepted are named', async () => {
  const found = await answered({ installation: { permissions: { ...ALL, checks: 'read' } } });
  expect(found['App']).toMatchObject({ outcome: 'failed' });
  expect(found['App']?.words).toContain('checks: write');
});

test('a suspended installation, an open branch and webhooks that do not arrive are told', async () => {
  const suspended = await answered({ installation: { suspended_at: '2026-11-01T00:00:00Z' } });
  expect(suspended['App']?.words).toContain('suspended');
  const open = await answered({ branch: { protected: false } });
  expect(open['default branch']).toMatchObject({ outcome: 'failed' });
  const lost = await answered({ deliveries: [delivery(502, 'Bad Gateway')] });
  expect(lost['webhooks']).toMatchObject({ outcome: 'failed' });
  expect(lost['webhooks']?.words).toContain('Bad Gateway');
});
