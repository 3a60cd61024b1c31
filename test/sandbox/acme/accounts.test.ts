// What Acme's platform team has set up at Google and in Vault, seen from outside.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accountTokens } from '../../../src/sandbox/acme/account-tokens.ts';
import { type AcmeGoogle, startAcmeGoogle } from '../../../src/sandbox/acme/google.ts';
import { BOT, plansAccount, PROVISIONER } from '../../../src/sandbox/acme/names.ts';
import { type AcmeVault, AUDIENCE, startAcmeVault } from '../../../src/sandbox/acme/vault.ts';
import { permissions } from '../../../src/sandbox/google/allow/permissions.ts';
import { createFaults } from '../../../src/sandbox/faults/faults.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { recordingLog } from '../../support/recording-log.ts';

let dir: string;
let google: AcmeGoogle;
let vault: AcmeVault;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runway-acme-'));
  await begin();
});

afterAll(async () => {
  await end();
  await rm(dir, { recursive: true, force: true });
});

async function begin(): Promise<void> {
  const authority = await createAuthority(dir);
  const common = { dir, log: recordingLog(), authority, faults: createFaults() };
  google = await startAcmeGoogle({ ...common, grantDelayMs: 0 });
  vault = await startAcmeVault({ ...common, google, users: ['alice'] });
}

async function end(): Promise<void> {
  await vault.stop();
  await google.stop();
}

function may(email: string, permission: string, resource: string): boolean {
  const caller = google.cloud.caller(`Bearer ${google.cloud.issue(email)}`);
  return google.cloud.may(caller, permission, resource);
}

const DEV = 'projects/acme-runway-dev';

test('the account for plans looks at everything and changes nothing', () => {
  const plans = plansAccount('dev');
  expect(may(plans, 'run.services.list', DEV)).toBe(true);
  expect(may(plans, 'secretmanager.versions.list', DEV)).toBe(true);
  for (const permission of [
    'run.services.update',
    'secretmanager.versions.access',
    'secretmanager.secrets.create',
    'artifactregistry.repositories.uploadArtifacts',
    'iam.serviceAccounts.getAccessToken',
  ])
    expect({ permission, may: may(plans, permission, DEV) }).toEqual({ permission, may: false });
  expect(may(plans, 'run.services.list', 'projects/acme-runway-production')).toBe(false);
});

test('the bot may be the account for plans and make empty secrets, and nothing else at all', () => {
  const plans = `projects/-/serviceAccounts/${plansAccount('dev')}`;
  expect(may(BOT, 'iam.serviceAccounts.getAccessToken', plans)).toBe(true);
  expect(permissions.filter((permission) => may(BOT, permission, DEV))).toEqual([
    'secretmanager.secrets.create',
  ]);
});

test('whoever provisions may not deploy in another name or read a secret', () => {
  expect(may(PROVISIONER, 'iam.serviceAccounts.create', DEV)).toBe(true);
  expect(may(PROVISIONER, 'resourcemanager.projects.setIamPolicy', DEV)).toBe(true);
  expect(may(PROVISIONER, 'iam.serviceAccounts.getAccessToken', DEV)).toBe(false);
  expect(may(PROVISIONER, 'secretmanager.versions.access', DEV)).toBe(false);
});

test('there are tokens for the programs, for plans, and for both accounts of a workload', () => {
  const before = Object.keys(accountTokens(google.cloud));
  expect(before).toEqual(['bot', 'dev/plans', 'production/plans', 'provisioner', 'staging/plans']);
  google.cloud.accounts.create({ project: 'acme-runway-dev', id: 'run-checkout' });
  google.cloud.accounts.create({ project: 'acme-runway-dev', id: 'dep-checkout' });
  expect(Object.keys(accountTokens(google.cloud))).toEqual(
    [...before, 'dev/checkout/deploy', 'dev/checkout/runtime'].sort(),
  );
});

test('who somebody is stands in a file, and starting again keeps what was granted', async () => {
  const token = accountTokens(google.cloud)['bot'];
  expect((await readFile(google.tokenFiles.bot, 'utf8')).split('.')).toHaveLength(3);
  await end();
  await begin();
  expect(accountTokens(google.cloud)['bot']).toBe(token);
  expect(may(BOT, 'secretmanager.secrets.create', DEV)).toBe(true);
});

test("Vault knows the programs by Google's tokens and people by their own", async () => {
  const provisioner = google.cloud.signIdToken(PROVISIONER, AUDIENCE);
  expect(await login('jwt', 'runway-provisioner', provisioner)).toBe(200);
  const plans = google.cloud.signIdToken(plansAccount('dev'), AUDIENCE);
  expect(await login('jwt', 'runway-dev-plans', plans)).toBe(200);
  expect(await login('jwt', 'runway-provisioner', plans)).toBe(400);
  expect(await login('jwt', 'runway-staging-plans', plans)).toBe(400);
  expect(await login('jwt', 'runway-dev-plans', vault.people['alice'] ?? '')).toBe(400);
});

async function login(mount: string, role: string, jwt: string): Promise<number> {
  const { request } = await import('node:https');
  const ca = await readFile(join(dir, 'ca.pem'));
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', ca };
    const asked = request(`${vault.url}/v1/auth/${mount}/login`, options, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', reject);
    asked.end(JSON.stringify({ role, jwt }));
  });
}
