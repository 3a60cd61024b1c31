// The commands that docs/operating.md gives the platform are all that Runway needs of Vault, and give it no value.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { createVaultAccess } from '../../../src/adapters/vault/access/vault-access.ts';
import { createVault, type VaultSettings } from '../../../src/adapters/vault/vault.ts';
import { stepOf } from '../../../src/plan/step.ts';
import { isMaking } from '../../../src/plan/plan.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { googleClaims, runningVault, type TestVault } from '../../sandbox/vault/running.ts';
import { place, scope, wavesOf } from './access-world.ts';
import { accounts, clockOf } from './sandbox.ts';
import { askedBy, commandsIn } from './vault-command.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/operating.md'), 'utf8');
const section = page.split('\n## Vault\n')[1]?.split('\n## ')[0] ?? '';
const [, shell = ''] = /```sh\n([\s\S]*?)```/.exec(section) ?? [];
const PROVISIONER = 'runway-provisioner@acme-platform.iam.gserviceaccount.com';

const { signal } = new AbortController();
let vault: TestVault;
let settings: VaultSettings;

beforeAll(async () => {
  vault = await runningVault();
  settings = {
    url: vault.vault().url,
    ca: vault.ca,
    account: PROVISIONER,
    calls: createCalls({ clock: { now: () => new Date() } }),
    clock: clockOf(vault),
    identity: {
      idToken: async (account, audience) =>
        vault.signer.sign(googleClaims(vault, account, audience)),
    },
  };
  for (const command of commandsIn(shell)) {
    const { body, path } = askedBy(command);
    expect([path, (await vault.ask('POST', path, body)).status]).toEqual([path, 204]);
  }
  await vault.ask('POST', 'sys/auth/people', { type: 'jwt' });
  await vault.ask('POST', 'auth/people/config', { jwks_url: 'https://sso.acme.dev/jwks' });
});
afterAll(() => vault.remove());

test('the page has every command that is tried here', () => {
  expect(commandsIn(shell).map(({ words }) => words.slice(0, 2).join(' '))).toEqual([
    'secrets enable',
    'auth enable',
    'write auth/jwt/config',
    'policy write',
    'write auth/jwt/role/runway-production-plans',
    'policy write',
    'write auth/jwt/role/runway-provisioner',
  ]);
});

test('with them a workload is provisioned, looked at, and taken away again', async () => {
  const access = createVaultAccess({ ...settings, log: recordingLog() }) as unknown as Provider;
  const target = 'production/checkout';
  const whole = { ...scope, workload: null };
  const own = { ...scope, workload: 'checkout' };
  const wanted = wavesOf(target).flat();
  expect(await access.rehearse(own, wanted, signal)).toEqual([]);
  for (const wave of wavesOf(target)) {
    const steps = wave
      .map((after) => ({ action: 'create', before: null, after, differences: [] }) as const)
      .map((step) => stepOf({ ...step, standing: { state: 'ready' }, revision: null }))
      .filter(isMaking);
    const write = { scope: own, target, region: null, steps } as const;
    await access.apply({ ...write, marks: {}, before: null, adopt: false }, signal);
  }
  const seen = await access.observe(whole, wanted, signal);
  expect(seen.map(({ spec }) => spec)).toEqual(wanted.map(({ spec }) => spec));
  for (const one of [...seen].reverse()) await access.remove(whole, one, signal);
  expect(await access.observe(whole, [], signal)).toEqual([]);
});

test('plans see names and versions, and nobody who is not a workload sees a value', async () => {
  const path = `${place.mount}/data/${place.path}/checkout/API_KEY`;
  await vault.ask('POST', path, { data: { value: 'x' } });
  const reading = createVault(settings);
  const secret = { place, workload: 'checkout', name: 'API_KEY' };
  const as = { type: 'account', email: accounts.plans } as const;
  const plans = { ...secret, as, role: place.plans };
  const self = { ...secret, as: { type: 'self' }, role: 'runway-provisioner' } as const;
  const denied = { code: 'RUNWAY_VAULT_DENIED' };

  expect(await reading.names(plans, signal)).toEqual(['API_KEY']);
  expect(await reading.describe(plans, signal)).toMatchObject({ current: 1 });
  for (const who of [plans, self])
    await expect(reading.value(who, 1, signal)).rejects.toMatchObject(denied);
  await expect(reading.describe(self, signal)).rejects.toMatchObject(denied);
});

test('the provisioner cannot give itself more', async () => {
  const jwt = vault.signer.sign(googleClaims(vault, PROVISIONER));
  const login = await vault.ask('POST', 'auth/jwt/login', { role: 'runway-provisioner', jwt });
  const token = String(login.auth['client_token']);
  const write = async (path: string, body: object) =>
    (await vault.ask('POST', path, body, { token })).status;
  expect(await write('sys/policies/acl/runway-provisioner', { policy: 'path "*" {}' })).toBe(403);
  expect(await write('auth/jwt/role/runway-provisioner', { role_type: 'jwt' })).toBe(403);
  expect(await write('sys/policies/acl/others', { policy: '' })).toBe(403);
});
