// Every account that Runway must act as, on the sandbox's Google.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Telling } from '../../../src/cli/connect/connect.ts';
import { identitiesOf } from '../../../src/cli/connect/google.ts';
import { googleLinks, selfLink } from '../../../src/cli/doctor/google-links.ts';
import type { Place } from '../../../src/cli/doctor/places.ts';
import { loadSettings, type LoadedSettings } from '../../../src/cli/settings.ts';
import type { Finding } from '../../../src/ports/finding.ts';
import { accountEmail } from '../../../src/resources/accounts.ts';
import { targetOf } from '../../../src/resources/address.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import type { GoogleApis } from '../../../src/sandbox/google/iam/start.ts';
import { startGoogleApis } from '../../../src/sandbox/google/iam/start.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { PROJECT, silent, startWorld, type World } from '../../sandbox/cloud-run/world.ts';
import { notedCalls } from '../../support/calls.ts';

const CREATOR = 'roles/iam.serviceAccountTokenCreator';
const dir = mkdtempSync(join(tmpdir(), 'doctor-google-'));
const tokenFile = join(dir, 'token');

let world: World;
let apis: GoogleApis;
let loaded: LoadedSettings;
let bot: string;
let plans: string;

beforeAll(async () => {
  world = await startWorld({ regions: ['us-east1'] });
  const authority = await createAuthority(join(world.dir, 'tls'));
  const { cloud } = world;
  apis = await startGoogleApis({ cloud, tls: authority, dir, log: silent });
  bot = account('runway-doctor');
  plans = account('runway-plans');
  cloud.grant(named(bot), 'roles/iam.workloadIdentityUser', apis.federation.principal('runway'));
  cloud.grant(named(plans), CREATOR, `serviceAccount:${bot}`);
  for (const role of ['roles/run.viewer', 'roles/iam.serviceAccountViewer'])
    cloud.grant(`projects/${PROJECT.id}`, role, `serviceAccount:${plans}`);
  writeFileSync(tokenFile, apis.subjectToken('runway'));
  writeFileSync(join(dir, 'ca.pem'), authority.ca);
  const file = join(dir, 'settings.yml');
  writeFileSync(file, settingsText());
  loaded = await loadSettings(file);
}, 60_000);

afterAll(async () => {
  await apis.stop();
  await world.close();
});

const named = (email: string): string => `projects/${PROJECT.id}/serviceAccounts/${email}`;

function account(id: string): string {
  return world.cloud.accounts.create({ project: PROJECT.id, id }).email;
}

function settingsText(): string {
  return [
    'apiVersion: runway/v1',
    'kind: Settings',
    'forge:',
    '  { kind: gitlab, url: http://127.0.0.1:9, project: acme/platform, token: { env: X }, webhookSecret: { env: X } }',
    'server: { port: 8080, readToken: { env: X } }',
    `cloudRun: { endpoint: ${world.run.endpoint} }`,
    'google:',
    '  ca: ca.pem',
    '  identity:',
    '    federation:',
    `      audience: ${apis.federation.audience}`,
    '      tokenFile: token',
    `      account: ${bot}`,
    '  endpoints:',
    `    { sts: ${apis.sts}, iamCredentials: ${apis.iamCredentials}, iam: ${apis.iam}, resourceManager: ${apis.resourceManager} }`,
    '',
  ].join('\n');
}

async function telling(): Promise<Telling> {
  const calls = notedCalls();
  return { log: silent, calls, identities: await identitiesOf(loaded, calls) };
}

function place(identity: Scope['identity'] = { bot, plans }): Place {
  const scope: Scope = {
    environment: 'dev',
    runtime: { kind: 'cloud-run', project: PROJECT.id, regions: ['us-east1'] },
    images: `us-docker.pkg.dev/${PROJECT.id}`,
    identity,
    vault: null,
    workload: null,
  };
  const one = (workload: string) => ({
    target: targetOf('dev', workload),
    workload,
    scope: { ...scope, workload },
  });
  const provisioned = [one('checkout'), one('storefront')];
  return { name: 'dev', scope, provisioned, example: [], images: [] };
}

const lines = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ link, outcome }) => `${outcome} ${link}`);

test('a program is who the settings say', async () => {
  const finding = await selfLink(loaded, await telling(), 'reconciler');
  expect(lines([finding])).toEqual(['passed identity of the reconciler']);
  expect(finding.words).toContain(bot);
});

test('every account is tried, and one that is missing is told with what to do', async () => {
  const deploy = account('dep-checkout');
  world.cloud.grant(named(deploy), CREATOR, `serviceAccount:${bot}`);
  const findings = await googleLinks(loaded, await telling(), place());
  expect(lines(findings)).toEqual([
    'passed dev: account for plans',
    'passed dev/checkout: deploy account',
    'failed dev/storefront: deploy account',
    'passed dev: Cloud Run in us-east1',
    'passed dev: service accounts',
  ]);
  expect(findings[2]?.words).toContain(accountEmail(PROJECT.id, 'storefront', 'deploy'));
  expect(findings[2]?.mend).toContain('inventory');
});

test('an account for plans that may not look is told with the role that it lacks', async () => {
  const blind = account('runway-blind');
  world.cloud.grant(named(blind), CREATOR, `serviceAccount:${bot}`);
  const findings = await googleLinks(loaded, await telling(), place({ bot, plans: blind }));
  const cloudRun = findings.find(({ link }) => link === 'dev: Cloud Run in us-east1');
  expect(cloudRun).toMatchObject({ outcome: 'failed' });
  expect(cloudRun?.mend).toContain(blind);
});

test('room under a quota is told before it is used up', async () => {
  for (let at = 0; at < 86; at += 1) account(`filler-${String(at).padStart(3, '0')}`);
  const findings = await googleLinks(loaded, await telling(), place());
  const accounts = findings.find(({ link }) => link === 'dev: service accounts');
  expect(accounts).toMatchObject({ outcome: 'failed' });
  expect(accounts?.mend).toContain('quota');
});

test('an environment without an identity is looked at as Runway itself', async () => {
  const role = 'roles/run.viewer';
  world.cloud.grant(`projects/${PROJECT.id}`, role, `serviceAccount:${bot}`);
  expect(lines(await googleLinks(loaded, await telling(), place(null)))).toEqual([
    'not applicable dev: account for plans',
    'passed dev: Cloud Run in us-east1',
  ]);
});

test('a token file that cannot be read fails whatever rests on it', async () => {
  writeFileSync(tokenFile, '');
  const self = await selfLink(loaded, await telling(), 'reconciler');
  expect(self).toMatchObject({ outcome: 'failed' });
  expect(self.words).toContain('holds no token');
  writeFileSync(tokenFile, apis.subjectToken('runway'));
});
