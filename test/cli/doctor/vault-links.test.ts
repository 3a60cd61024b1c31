import { beforeEach, expect, test } from '@jest/globals';
import { createMemoryVault } from '../../../src/adapters/memory/vault.ts';
import type { World } from '../../../src/cli/connect/connect.ts';
import type { Place } from '../../../src/cli/doctor/places.ts';
import { vaultLinks } from '../../../src/cli/doctor/vault-links.ts';
import type { LoadedSettings } from '../../../src/cli/settings.ts';
import type { Settings } from '../../../src/documents/generated/documents.ts';
import { targetOf } from '../../../src/resources/address.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import { vaultPlace as place } from '../../support/vault-place.ts';

const scope: Scope = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: 'acme-runway-dev', regions: ['us-east1'] },
  images: 'us-docker.pkg.dev/acme-runway-dev',
  identity: {
    bot: 'runway@acme-runway.iam.gserviceaccount.com',
    plans: 'runway-plans@acme-runway-dev.iam.gserviceaccount.com',
  },
  vault: place,
  workload: null,
};
const target = targetOf('dev', 'checkout');
const dev: Place = {
  name: 'dev',
  scope,
  provisioned: [{ target, workload: 'checkout', scope: { ...scope, workload: 'checkout' } }],
  example: [],
  images: [],
};

let vault: ReturnType<typeof createMemoryVault>;

beforeEach(() => {
  vault = createMemoryVault();
});

function loaded(settings: Partial<Settings>): LoadedSettings {
  return {
    settings: settings as Settings,
    resolve: (path) => path,
    secret: () => Promise.reject(new Error('no secret is needed')),
  };
}

const withVault = loaded({ vault: { url: 'https://vault.acme.dev' } });

test('both roles of an environment are logged in to', async () => {
  vault.world.write({ place, workload: 'checkout', name: 'API_KEY' }, 'x');
  const findings = await vaultLinks(withVault, vault, dev);
  expect(findings.map(({ link, outcome }) => `${outcome} ${link}`)).toEqual([
    'passed dev: Vault for plans',
    'passed dev/checkout: Vault',
  ]);
  expect(findings[1]?.words).toContain('runway-dev-checkout; checkout has 1 secret.');
});

test('a role that is not let in is told with what to mend', async () => {
  const inside = vault.vault;
  const elsewhere: World['vault'] = {
    describe: (secret, signal) => inside.describe(secret, signal),
    names: (of, signal) => inside.names({ ...of, role: `no-${of.role}` }, signal),
  };
  const refused = await vaultLinks(withVault, { vault: elsewhere }, dev);
  expect(refused.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(refused[0]?.mend).toContain('no-runway-dev-plans');
});

test('without a vault in the environment there is nothing to look at', async () => {
  const none = { ...dev, scope: { ...scope, vault: null } };
  expect(await vaultLinks(withVault, vault, none)).toMatchObject([{ outcome: 'not applicable' }]);
});

test('a vault in the environment and none in the settings do not go together', async () => {
  const [finding] = await vaultLinks(loaded({}), vault, dev);
  expect(finding).toMatchObject({ outcome: 'failed' });
  expect(finding?.mend).toContain('vault.url');
});
