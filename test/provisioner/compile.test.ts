// From the inventory to accounts, trust, Vault and repositories.

import { expect, test } from '@jest/globals';
import type { Document } from '../../src/documents/document.ts';
import type { Environment, Workload } from '../../src/documents/generated/documents.ts';
import { asked, compile } from '../../src/provisioner/compile.ts';
import { accountId } from '../../src/resources/accounts.ts';
import type { Kind } from '../../src/resources/kinds.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { parsed, told, workload as inventory } from '../documents/files.ts';

const IDENTITY = `  identity:
    bot: runway@acme-runway.iam.gserviceaccount.com
    plans: runway-plans@acme-runway-dev.iam.gserviceaccount.com
`;
const VAULT = `  vault: { mount: runway, path: env/dev/service, owners: { auth: oidc, claim: groups } }
`;

function environment(more: string, images = 'us-docker.pkg.dev/acme-runway-dev') {
  const text = `apiVersion: runway/v1
kind: Environment
metadata: { name: dev }
spec:
  runtime: { kind: cloud-run, project: acme-runway-dev, regions: [us-east1, europe-west1] }
  images: ${images}
${more}`;
  return document<Environment>('environments/dev/environment.yml', text);
}

function workload(more = '', name = 'checkout') {
  return document<Workload>(`inventory/${name}.yml`, inventory(name, more));
}

function document<T>(path: string, text: string): Document<T> {
  const file = parsed(path, text);
  if (file.document === null) throw new Error(told(file.diagnostics).join('\n'));
  return file.document as unknown as Document<T>;
}

function resources(more = '', rules = IDENTITY + VAULT) {
  return compile('dev/checkout', workload(more), environment(rules)).resources;
}

function find<K extends Kind>(kind: K, name: string | null, all = resources()): Resource<K> {
  const address = name === null ? `dev/checkout/${kind}` : `dev/checkout/${kind}/${name}`;
  const found = all.find((each) => each.address === address);
  if (found === undefined) throw new Error(`there is no ${address}`);
  return found as Resource<K>;
}

test('a workload gets two accounts, trust, Vault access, a repository and a service in each region', () => {
  expect(resources().map(({ address }) => address)).toEqual([
    'dev/checkout/ServiceAccount/runtime',
    'dev/checkout/ServiceAccount/deploy',
    'dev/checkout/Trust',
    'dev/checkout/VaultPolicy/read',
    'dev/checkout/VaultPolicy/manage',
    'dev/checkout/VaultRole/deploy',
    'dev/checkout/VaultRole/owners',
    'dev/checkout/ImageRepository',
    'dev/checkout/ParkedService/us-east1',
    'dev/checkout/ParkedService/europe-west1',
  ]);
});

test('its account has the roles that the inventory adds, and nothing more', () => {
  expect(find('ServiceAccount', 'runtime').spec).toMatchObject({ roles: [], limitedRoles: [] });
  const all = resources('  additional_roles: [roles/cloudsql.client]\n');
  expect(find('ServiceAccount', 'runtime', all).spec.roles).toEqual(['roles/cloudsql.client']);
  expect(find('ServiceAccount', 'deploy', all).spec.roles).toEqual([]);
});

test('whoever deploys it reaches its own copies of secrets alone', () => {
  expect(find('ServiceAccount', 'deploy').spec.limitedRoles).toEqual([
    { role: 'roles/secretmanager.admin', prefix: 'projects/acme-runway-dev/secrets/checkout__' },
  ]);
});

test('the bot may act as its deploy account, and that one as its runtime account', () => {
  expect(find('Trust', null).spec).toEqual({
    account: 'dep-checkout@acme-runway-dev.iam.gserviceaccount.com',
    impersonators: ['serviceAccount:runway@acme-runway.iam.gserviceaccount.com'],
    actsAs: 'run-checkout@acme-runway-dev.iam.gserviceaccount.com',
  });
});

test('its deploy account may read its secrets in Vault, and its owners may manage them', () => {
  const read = find('VaultPolicy', 'read').spec;
  expect(read.name).toBe('runway-dev-checkout');
  expect(read.placeholder).toBe('runway/env/dev/service/checkout/.placeholder');
  expect(read.rules).toBe(`path "runway/data/env/dev/service/checkout/*" {
  capabilities = ["read"]
}

path "runway/metadata/env/dev/service/checkout/*" {
  capabilities = ["read", "list"]
}
`);
  const manage = find('VaultPolicy', 'manage').spec;
  expect(manage.rules.match(/path "[^"]+"/g)).toEqual(
    ['data', 'metadata', 'delete', 'undelete', 'destroy'].map(
      (prefix) => `path "runway/${prefix}/env/dev/service/checkout/*"`,
    ),
  );
});

test('only its deploy account logs in to read, and only its owners to manage', () => {
  expect(find('VaultRole', 'deploy').spec).toMatchObject({
    auth: 'jwt',
    name: 'runway-dev-checkout',
    claims: { email: 'dep-checkout@acme-runway-dev.iam.gserviceaccount.com' },
    policies: ['runway-dev-checkout'],
  });
  expect(find('VaultRole', 'owners').spec).toMatchObject({
    auth: 'oidc',
    name: 'runway-dev-checkout_owners',
    claims: { groups: ['alice'] },
    policies: ['runway-dev-checkout_owners'],
  });
});

test('without owners there is no role for people, since it would let in everybody', () => {
  const ownerless = inventory('checkout').replace("  owners: ['@alice']\n", '');
  const entry = document<Workload>('inventory/checkout.yml', ownerless);
  const compiled = compile('dev/checkout', entry, environment(IDENTITY + VAULT));
  const roles = compiled.resources.filter(({ kind }) => kind === 'VaultRole');
  expect(roles.map(({ address }) => address)).toEqual(['dev/checkout/VaultRole/deploy']);
  expect(told(compiled.warnings).join()).toContain('names no owners');
});

test('an environment without Vault has no secrets, and one without identity nothing at all', () => {
  const kinds = resources('', IDENTITY).map(({ kind }) => kind);
  expect(kinds).not.toContain('VaultPolicy');
  expect(kinds).not.toContain('VaultRole');
  const compiled = compile('dev/checkout', workload(), environment(VAULT));
  expect(compiled.resources).toEqual([]);
  expect(told(compiled.warnings).join()).toContain('has no `identity`');
});

test('images in another registry get no repository, and below a repository none can be made', () => {
  const at = (images: string) => compile('dev/checkout', workload(), environment(IDENTITY, images));
  const elsewhere = at('registry.acme.dev/runway');
  expect(elsewhere.resources.map(({ kind }) => kind)).not.toContain('ImageRepository');
  expect(elsewhere.errors).toEqual([]);
  const below = at('us-docker.pkg.dev/acme-runway-dev/all');
  expect(below.resources).toEqual([]);
  expect(told(below.errors).join()).toContain('us-docker.pkg.dev/acme-runway-dev');
});

test('it is taken over only where the inventory says so', () => {
  const adopts = (more: string) =>
    compile('dev/checkout', workload(more), environment(IDENTITY)).adopt;
  expect(adopts('')).toBe(false);
  expect(adopts('  adopt: [staging]\n')).toBe(false);
  expect(adopts('  adopt: [dev]\n')).toBe(true);
});

test('a target is asked for while the inventory lists its environment', () => {
  expect(asked(workload().value, 'dev/checkout')).toBe(true);
  expect(asked(workload().value, 'lab/checkout')).toBe(false);
  expect(asked(null, 'dev/checkout')).toBe(false);
});

test('the same wish is the same, however it is written, and labels are none of it', () => {
  const asks = (more: string) =>
    JSON.stringify(compile('dev/checkout', workload(more), environment(IDENTITY)).asks);
  expect(asks('  labels: { department: shop }\n')).toBe(asks(''));
  expect(asks('  additional_roles: [roles/cloudsql.client]\n')).not.toBe(asks(''));
});

test('ids of accounts fit what Google takes', () => {
  for (const id of ['ab', 'a'.repeat(24)]) {
    for (const role of ['runtime', 'deploy'] as const) {
      expect(accountId(id, role)).toMatch(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
    }
  }
});
