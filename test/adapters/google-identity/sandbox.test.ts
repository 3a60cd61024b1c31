// The identity that Runway has on Google, against the sandbox's IAM.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createGoogleIdentity } from '../../../src/adapters/google-identity/google-identity.ts';
import type { Identity } from '../../../src/ports/identity.ts';
import { SELF, accountOf } from '../../../src/ports/identity.ts';
import { type Cloud, openCloud } from '../../../src/sandbox/google/cloud.ts';
import type { GoogleApis } from '../../../src/sandbox/google/iam/start.ts';
import { startGoogleApis } from '../../../src/sandbox/google/iam/start.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { silent } from '../../sandbox/cloud-run/world.ts';
import { identityContract, type IdentityUnderTest } from '../../contracts/identity.ts';
import { type NotedCalls, notedCalls } from '../../support/calls.ts';

const PROJECT = { id: 'acme-dev', number: '123456789012' };
const CREATOR = 'roles/iam.serviceAccountTokenCreator';
const dir = mkdtempSync(join(tmpdir(), 'google-identity-'));
const tokenFile = join(dir, 'subject-token');
const clock = { offsetMs: 0 };
const now = (): Date => new Date(Date.now() + clock.offsetMs);

let cloud: Cloud;
let apis: GoogleApis;
let ca: string;
let bot: string;

beforeAll(async () => {
  cloud = openCloud({ dir: join(dir, 'cloud'), projects: [PROJECT], now });
  const authority = await createAuthority(join(dir, 'tls'));
  ca = authority.ca;
  apis = await startGoogleApis({ cloud, tls: authority, dir: join(dir, 'apis'), log: silent });
  bot = cloud.accounts.create({ project: PROJECT.id, id: 'runway-bot' }).email;
  const resource = resourceOf(bot);
  const subject = apis.federation.principal('runway');
  cloud.grant(resource, 'roles/iam.workloadIdentityUser', subject);
});

afterAll(() => apis.stop());

const resourceOf = (email: string): string => `projects/${PROJECT.id}/serviceAccounts/${email}`;
const emailOf = (id: string): string => `${id}@${PROJECT.id}.iam.gserviceaccount.com`;

interface Federated {
  readonly identity: Identity;
  readonly calls: NotedCalls;
}

function federated(subjectToken = apis.subjectToken('runway')): Federated {
  writeFileSync(tokenFile, `${subjectToken}\n`);
  const calls = notedCalls();
  const { iamCredentials, sts } = apis;
  const identity = createGoogleIdentity({
    clock: { now },
    calls,
    ca,
    endpoints: { iamCredentials, sts },
    federation: { audience: apis.federation.audience, tokenFile, account: bot },
  });
  return { identity, calls };
}

let runs = 0;

identityContract('sandbox', (): IdentityUnderTest => {
  runs += 1;
  const run = runs;
  clock.offsetMs = 0;
  const { identity, calls } = federated();
  const known = new Map<string, string>();
  const numbered = (id: string): string => `${id}-${run}`;
  return {
    identity,
    allow(id) {
      const { email } = cloud.accounts.create({ project: PROJECT.id, id: numbered(id) });
      cloud.grant(resourceOf(email), CREATOR, `serviceAccount:${bot}`);
      known.set(id, email);
      return email;
    },
    absent: (id) => emailOf(numbered(id)),
    deny: (email) => void cloud.setPolicy(resourceOf(email), { version: 3, bindings: [] }),
    whose(token) {
      const email = cloud.caller(`Bearer ${token}`)?.email ?? null;
      return email === bot ? 'self' : email;
    },
    whoseId: (token, audience) => cloud.identify(token, [audience])?.email ?? null,
    lent: () => calls.noted.filter(({ code }) => code === 'OK').length,
    pass(minutes) {
      clock.offsetMs += minutes * 60_000;
      writeFileSync(tokenFile, apis.subjectToken('runway'));
    },
  };
});

test('its own ID token needs no right of the account on itself', async () => {
  const { identity } = federated();
  const token = await identity.idToken(bot, 'vault.acme.dev');
  expect(cloud.identify(token, ['vault.acme.dev'])?.email).toBe(bot);
});

test('a token file that has run out is told, and is read again afterwards', async () => {
  clock.offsetMs = 0;
  const { identity } = federated(apis.subjectToken('runway', { lifetimeSeconds: -10 }));
  await expect(identity.accessToken(SELF)).rejects.toMatchObject({
    code: 'RUNWAY_IDENTITY_REFUSED',
    retry: 'later',
    message: expect.stringContaining('stale'),
  });
  writeFileSync(tokenFile, apis.subjectToken('runway'));
  expect(cloud.caller(`Bearer ${await identity.accessToken(SELF)}`)?.email).toBe(bot);
});

test('a subject that may not act as the account is refused with its binding', async () => {
  const { identity } = federated(apis.subjectToken('somebody-else'));
  await expect(identity.accessToken(accountOf(emailOf('dep-x')))).rejects.toMatchObject({
    code: 'RUNWAY_IDENTITY_DENIED',
    message: expect.stringContaining(bot),
  });
});

test('an account that was removed while its token was kept is noticed when that is rejected', async () => {
  const { identity } = federated();
  const { email } = cloud.accounts.create({ project: PROJECT.id, id: 'dep-removed' });
  cloud.grant(resourceOf(email), CREATOR, `serviceAccount:${bot}`);
  const token = await identity.accessToken(accountOf(email));
  cloud.accounts.remove(email);
  expect(cloud.caller(`Bearer ${token}`)).toBeNull();
  identity.rejected(accountOf(email), token);
  await expect(identity.accessToken(accountOf(email))).rejects.toMatchObject({
    code: 'RUNWAY_IDENTITY_DENIED',
  });
});
