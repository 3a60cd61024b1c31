// The whole way at Acme: from the token in a file over Google's accounts to a secret in Vault.

import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { createGoogleIdentity } from '../../../src/adapters/google-identity/google-identity.ts';
import { createVaultAccess } from '../../../src/adapters/vault/access/vault-access.ts';
import { createVault, type VaultSettings } from '../../../src/adapters/vault/vault.ts';
import { vaultPolicies } from '../../../src/provisioner/vault-policies.ts';
import { vaultRoles } from '../../../src/provisioner/vault-roles.ts';
import { memberOf } from '../../../src/resources/accounts.ts';
import type { Scope, VaultPlace } from '../../../src/resources/scope.ts';
import { vaultRole } from '../../../src/resources/vault-names.ts';
import { type AcmeGoogle, startAcmeGoogle } from '../../../src/sandbox/acme/google.ts';
import { BOT, plansAccount, projectOf, PROVISIONER } from '../../../src/sandbox/acme/names.ts';
import { type AcmeVault, AUDIENCE, startAcmeVault } from '../../../src/sandbox/acme/vault.ts';
import { createFaults } from '../../../src/sandbox/faults/faults.ts';
import { type Authority, createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { recordingLog } from '../../support/recording-log.ts';

const { signal } = new AbortController();
const place: VaultPlace = {
  mount: 'runway',
  path: 'env/dev/service',
  namespace: null,
  auth: 'jwt',
  audience: AUDIENCE,
  role: 'runway-dev-{workload}',
  plans: 'runway-dev-plans',
  owners: { auth: 'people', claim: 'groups' },
};
const scope: Scope = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: projectOf('dev'), regions: ['us-east1'] },
  images: 'us-docker.pkg.dev/acme-runway-dev',
  identity: { bot: BOT, plans: plansAccount('dev') },
  vault: place,
  workload: 'checkout',
};

let dir: string;
let authority: Authority;
let google: AcmeGoogle;
let acme: AcmeVault;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runway-vault-acme-'));
  authority = await createAuthority(dir);
  const common = { dir, log: recordingLog(), authority, faults: createFaults() };
  google = await startAcmeGoogle({ ...common, grantDelayMs: 0 });
  acme = await startAcmeVault({ ...common, google, users: ['alice', 'bob'] });
});
afterAll(async () => {
  await acme.stop();
  await google.stop();
  await rm(dir, { recursive: true, force: true });
});

/** As a program finds itself on its machine. */
function program(who: 'bot' | 'provisioner'): VaultSettings {
  const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
  const calls = createCalls({ clock });
  const account = who === 'bot' ? BOT : PROVISIONER;
  const { federation, iamCredentials, sts } = google.apis;
  const identity = createGoogleIdentity({
    clock,
    calls,
    ca: authority.ca,
    endpoints: { iamCredentials, sts },
    federation: { audience: federation.audience, tokenFile: google.tokenFiles[who], account },
  });
  return { url: acme.url, ca: authority.ca, account, clock, calls, identity };
}

function ask(
  path: string,
  body: object,
  token?: string,
): Promise<Readonly<Record<string, unknown>>> {
  const headers = token === undefined ? {} : { 'x-vault-token': token };
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', ca: authority.ca, headers };
    const sent = request(`${acme.url}/v1/${path}`, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve(
          JSON.parse(Buffer.concat(parts).toString() || '{}') as Readonly<Record<string, unknown>>,
        ),
      );
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

test('a secret that its owner writes reaches the bot as the deploy account, and nobody else', async () => {
  const deployer = google.cloud.accounts.create({ project: projectOf('dev'), id: 'dep-checkout' });
  const resource = `projects/${projectOf('dev')}/serviceAccounts/${deployer.email}`;
  google.cloud.grant(resource, 'roles/iam.serviceAccountTokenCreator', memberOf(BOT));
  const spec = { project: 'acme/checkout', owners: ['@alice'], environments: ['dev'] };
  const workload = {
    apiVersion: 'runway/v1' as const,
    kind: 'Workload' as const,
    metadata: { name: 'checkout' },
    spec,
  };
  const parts = { target: 'dev/checkout', scope, workload } as const;
  const access = createVaultAccess({ ...program('provisioner'), log: recordingLog() });
  for (const wanted of [vaultPolicies(parts, place), vaultRoles(parts, place)])
    await applyProvisioned(access, { scope, wanted });

  const role = 'runway-dev-checkout_owners';
  const jwt = acme.people['alice'] ?? '';
  const { auth } = await ask('auth/people/login', { role, jwt });
  const token = (auth as { client_token: string }).client_token;
  await ask('runway/data/env/dev/service/checkout/API_KEY', { data: { value: 'x' } }, token);
  const refused = await ask('auth/people/login', { role, jwt: acme.people['bob'] ?? '' });
  expect(refused).toHaveProperty('errors');

  const vault = createVault(program('bot'));
  const secret = { place, workload: 'checkout', name: 'API_KEY' };
  const plans = { type: 'account', email: plansAccount('dev') } as const;
  expect(await vault.names({ ...secret, as: plans, role: place.plans }, signal)).toEqual([
    'API_KEY',
  ]);
  const own = { type: 'account', email: deployer.email } as const;
  const reading = { ...secret, as: own, role: vaultRole(place, 'checkout') };
  expect((await vault.value(reading, 1, signal))?.reveal()).toBe('x');

  const denied = { code: 'RUNWAY_VAULT_DENIED' };
  await expect(vault.value({ ...reading, as: plans }, 1, signal)).rejects.toMatchObject(denied);
  await expect(vault.value({ ...reading, as: { type: 'self' } }, 1, signal)).rejects.toMatchObject(
    denied,
  );
});

test('who may not act as the deploy account learns nothing', async () => {
  const vault = createVault(program('provisioner'));
  const email = `dep-checkout@${projectOf('dev')}.iam.gserviceaccount.com`;
  const as = { type: 'account', email } as const;
  const role = vaultRole(place, 'checkout');
  const secret = { place, workload: 'checkout', name: 'API_KEY', as, role };
  await expect(vault.value(secret, 1, signal)).rejects.toMatchObject({
    code: 'RUNWAY_IDENTITY_DENIED',
  });
});
