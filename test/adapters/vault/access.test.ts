// What the policies and roles that the provisioner makes let people and programs do.

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { createVaultAccess } from '../../../src/adapters/vault/access/vault-access.ts';
import { createVault } from '../../../src/adapters/vault/vault.ts';
import { stepOf } from '../../../src/plan/step.ts';
import type { Making } from '../../../src/plan/plan.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { vaultPolicies } from '../../../src/provisioner/vault-policies.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import type { Observed, Resource } from '../../../src/resources/resource.ts';
import { vaultRole } from '../../../src/resources/vault-names.ts';
import { googleClaims } from '../../sandbox/vault/running.ts';
import {
  partsOf,
  place,
  RULES,
  scope,
  startAccessWorld,
  wavesOf,
  type AccessWorld,
} from './access-world.ts';
import { accounts, allow } from './sandbox.ts';

const { signal } = new AbortController();
let world: AccessWorld;
let ask: AccessWorld['vault']['ask'];
let provider: Provider;

beforeAll(async () => {
  world = await startAccessWorld();
  ({ ask } = world.vault);
});
beforeEach(async () => {
  const calls = createCalls({ clock: { now: () => new Date() } });
  provider = createVaultAccess({ ...world.settings, calls });
  await allow(world.vault, 'runway-provisioner', accounts.provisioner, RULES);
});
afterAll(() => world.vault.remove());

const look = (target: Target): Promise<readonly Observed[]> =>
  provider.observe(
    { ...scope, workload: splitTarget(target).workload },
    wavesOf(target).flat(),
    signal,
  );

async function apply(target: Target, resources: readonly Resource[]): Promise<void> {
  const seen = await look(target);
  const steps = resources.map((after) => {
    const before = seen.find(({ address }) => address === after.address) ?? null;
    const action = before === null ? 'create' : 'update';
    const standing = { state: 'ready' } as const;
    return stepOf({ action, before, after, differences: [], standing, revision: null }) as Making;
  });
  await provider.apply(
    {
      scope: { ...scope, workload: splitTarget(target).workload },
      target,
      region: null,
      steps,
      marks: {},
      before: null,
      adopt: false,
    },
    signal,
  );
}

async function provisioned(target: Target): Promise<void> {
  for (const wave of wavesOf(target)) await apply(target, wave);
}

const data = (workload: string, name: string): string =>
  `runway/data/${place.path}/${workload}/${name}`;

test('a workload’s deploy account reads its own secrets, and nothing of another’s', async () => {
  await provisioned('production/shop');
  await provisioned('production/shop-two');
  for (const workload of ['shop', 'shop-two'])
    await ask('POST', data(workload, 'KEY'), { data: { value: workload } });
  const vault = createVault(world.settings);
  const as = {
    type: 'account',
    email: 'dep-shop@acme-runway-production.iam.gserviceaccount.com',
  } as const;
  const own = { place, workload: 'shop', name: 'KEY', as, role: vaultRole(place, 'shop') };

  expect((await vault.value(own, 1, signal))?.reveal()).toBe('shop');
  expect(await vault.names(own, signal)).toEqual(['KEY']);
  const denied = { code: 'RUNWAY_VAULT_DENIED' };
  const other = { ...own, workload: 'shop-two' };
  await expect(vault.value(other, 1, signal)).rejects.toMatchObject(denied);
  await expect(vault.names(other, signal)).rejects.toMatchObject(denied);
  const foreignRole = { ...other, role: vaultRole(place, 'shop-two') };
  await expect(vault.value(foreignRole, 1, signal)).rejects.toMatchObject(denied);
});

test('owners write, delete and restore their secrets, and reach nobody else’s', async () => {
  await provisioned('production/owned');
  const jwt = world.vault.signer.sign({
    ...googleClaims(world.vault, 'alice@acme.dev'),
    groups: ['acme/people', 'acme/payments'],
  });
  const login = await ask('POST', 'auth/people/login', {
    role: 'runway-production-owned_owners',
    jwt,
  });
  const token = String(login.auth['client_token']);
  const asOwner = async (method: string, path: string, body?: object) =>
    (await ask(method, path, body, { token })).status;

  expect(await asOwner('POST', data('owned', 'KEY'), { data: { value: 'x' } })).toBe(200);
  const versions = { versions: [1] };
  const at = (kind: string) => data('owned', 'KEY').replace('/data/', `/${kind}/`);
  expect(await asOwner('POST', at('delete'), versions)).toBe(204);
  expect(await asOwner('POST', at('undelete'), versions)).toBe(204);
  expect(await asOwner('GET', at('metadata'))).toBe(200);
  expect(await asOwner('LIST', `runway/metadata/${place.path}/owned`)).toBe(200);
  expect(await asOwner('DELETE', at('metadata'))).toBe(204);
  expect(await asOwner('POST', data('others', 'KEY'), { data: {} })).toBe(403);
  expect(await asOwner('LIST', `runway/metadata/${place.path}`)).toBe(403);
});

test('a group that does not own it cannot log in', async () => {
  await provisioned('production/closed');
  const claims = { ...googleClaims(world.vault, 'bob@acme.dev'), groups: ['acme/others'] };
  const jwt = world.vault.signer.sign(claims);
  const role = 'runway-production-closed_owners';
  expect((await ask('POST', 'auth/people/login', { role, jwt })).status).toBe(400);
});

test('the path exists from the beginning, and goes without what people put there', async () => {
  const target = 'production/leaving';
  await provisioned(target);
  const list = () => ask('LIST', `runway/metadata/${place.path}/leaving`);
  expect((await list()).data['keys']).toEqual(['.placeholder']);
  await ask('POST', data('leaving', 'KEY'), { data: { value: 'x' } });

  for (const seen of [...(await look(target))].reverse())
    await provider.remove({ ...scope, workload: 'leaving' }, seen, signal);

  expect((await list()).data['keys']).toEqual(['KEY']);
  expect((await ask('GET', data('leaving', 'KEY'))).status).toBe(200);
});

test('a placeholder that somebody removed is put back', async () => {
  const target = 'production/healed';
  await provisioned(target);
  const path = data('healed', '.placeholder').replace('/data/', '/metadata/');
  await ask('DELETE', path);
  const missing = (await look(target)).find(({ address }) => address.endsWith('/read'));
  expect(missing?.spec).toMatchObject({ placeholder: null });
  await provisioned(target);
  expect((await ask('GET', path)).status).toBe(200);
});

test('a role whose policy somebody removed is still ours', async () => {
  const target = 'production/torn';
  await provisioned(target);
  await ask('DELETE', 'sys/policies/acl/runway-production-torn');
  const seen = await look(target);
  expect(seen.map(({ address, owned }) => [address.split('/').slice(2).join('/'), owned])).toEqual([
    ['VaultPolicy/manage', true],
    ['VaultRole/deploy', true],
    ['VaultRole/owners', true],
  ]);
});

test('the role for plans is no workload’s, also when its policy was removed', async () => {
  await ask('DELETE', `sys/policies/acl/${place.plans}`);
  const seen = await provider.observe({ ...scope, workload: null }, [], signal);
  expect(seen.filter(({ target }) => target === 'production/plans')).toEqual([]);
  const [role] = await provider.observe({ ...scope, workload: 'plans' }, [], signal);
  expect(role).toMatchObject({ kind: 'VaultRole', owned: false });
  if (role !== undefined) {
    await expect(
      provider.remove({ ...scope, workload: 'plans' }, role, signal),
    ).rejects.toMatchObject({
      message: expect.stringContaining('is not Runway'),
    });
  }
  expect((await ask('GET', `auth/jwt/role/${place.plans}`)).status).toBe(200);
});

test('what moved on since it was looked at is not overwritten', async () => {
  const target = 'production/moved';
  await provisioned(target);
  const [policies = []] = wavesOf(target);
  const changed = policies.map((one) =>
    one.kind === 'VaultPolicy' ? { ...one, spec: { ...one.spec, rules: '# nothing\n' } } : one,
  );
  const name = 'runway-production-moved';
  const policy = '# Managed by Runway: production/moved\n# by hand\n';
  const before = await look(target);
  await ask('POST', `sys/policies/acl/${name}`, { policy });
  const steps = changed.map((after) => {
    const seen = before.find(({ address }) => address === after.address) ?? null;
    const standing = { state: 'ready' } as const;
    return stepOf({
      action: 'update',
      before: seen,
      after,
      differences: [],
      standing,
      revision: null,
    }) as Making;
  });
  const write = { scope: { ...scope, workload: 'moved' }, target, region: null, steps } as const;
  await expect(
    provider.apply({ ...write, marks: {}, before: null, adopt: false }, signal),
  ).rejects.toMatchObject({ code: 'RUNWAY_RUNTIME_CONFLICT', retry: 'later' });
  expect((await ask('GET', `sys/policies/acl/${name}`)).data['policy']).toBe(policy);
});

test('where people sign on by OIDC, the role lets Vault send them back, and nowhere else', async () => {
  const config = { oidc_discovery_url: 'https://sso.acme.dev', oidc_client_id: 'vault' };
  await ask('POST', 'auth/people/config', config);
  try {
    const target = 'production/signed-on';
    await provisioned(target);
    const role = await ask('GET', 'auth/people/role/runway-production-signed-on_owners');
    expect(role.data).toMatchObject({
      role_type: 'oidc',
      bound_audiences: [],
      bound_claims: { groups: ['acme/payments'] },
      allowed_redirect_uris: [
        `${world.settings.url}/ui/vault/auth/people/oidc/callback`,
        'http://localhost:8250/oidc/callback',
      ],
    });
    const seen = await look(target);
    expect(Object.fromEntries(seen.map(({ address, spec }) => [address, spec]))).toEqual(
      Object.fromEntries(
        wavesOf(target)
          .flat()
          .map(({ address, spec }) => [address, spec]),
      ),
    );
  } finally {
    await ask('POST', 'auth/people/config', { jwks_url: 'https://sso.acme.dev/jwks' });
  }
});

test('before a merge it is known what the provisioner may not do', async () => {
  const rehearse = () =>
    provider.rehearse(
      { ...scope, workload: 'checked' },
      wavesOf('production/checked').flat(),
      signal,
    );
  expect(await rehearse()).toEqual([]);
  const fewer = RULES.filter(([path]) => !path.includes('role/') && !path.includes('/data/'));
  await allow(world.vault, 'runway-provisioner', accounts.provisioner, fewer);
  expect(await rehearse()).toEqual([
    'The role runway-provisioner lacks create on runway/data/env/production/service/checked/.placeholder in Vault.',
    'The role runway-provisioner lacks create, read, update, and delete on auth/jwt/role/runway-production-checked in Vault.',
    'The role runway-provisioner lacks create, read, update, and delete on auth/people/role/runway-production-checked_owners in Vault.',
  ]);
});

test('before a merge it is known that the mount is none for secrets', async () => {
  const rehearse = (mount: string) => {
    const elsewhere = { ...place, mount };
    const wanted = vaultPolicies(partsOf('production/checked'), elsewhere);
    return provider.rehearse({ ...scope, vault: elsewhere, workload: 'checked' }, wanted, signal);
  };
  const there = ['gone/data/env/+/service/+/.placeholder', 'create'] as const;
  const metadata = ['gone/metadata/env/+/service/+/.placeholder', 'read', 'delete'] as const;
  await allow(world.vault, 'runway-provisioner', accounts.provisioner, [...RULES, there, metadata]);
  expect(await rehearse('gone')).toEqual(['Vault has no mount gone.']);
});

test('the provisioner itself reads no value', async () => {
  await provisioned('production/secretive');
  await ask('POST', data('secretive', 'KEY'), { data: { value: 'x' } });
  const vault = createVault(world.settings);
  const secret = {
    place,
    workload: 'secretive',
    name: 'KEY',
    as: { type: 'self' },
    role: 'runway-provisioner',
  } as const;
  await expect(vault.value(secret, 1, signal)).rejects.toMatchObject({
    code: 'RUNWAY_VAULT_DENIED',
  });
});

test('an environment without Vault has nothing there', async () => {
  const without = { ...scope, vault: null, workload: null };
  expect(await provider.observe(without, [], signal)).toEqual([]);
  expect(await provider.rehearse(without, wavesOf('production/x').flat(), signal)).toEqual([]);
});

test('a whole environment is looked at in turns, each with a deadline of its own', async () => {
  const names = Array.from({ length: 150 }, (_, at) => `many-${at}`);
  for (const name of names) {
    const rules = 'path "kv/*" { capabilities = ["read"] }';
    const policy = `# Managed by Runway: production/${name}\n${rules}`;
    await ask('POST', `sys/policies/acl/runway-production-${name}`, { policy });
  }
  const calls = createCalls({ clock: { now: () => new Date() } });
  const impatient = createVaultAccess({ ...world.settings, calls, timing: { deadlineMs: 2_000 } });
  const seen = await impatient.observe({ ...scope, workload: null }, [], signal);
  const many = seen.filter(({ target }) => target.startsWith('production/many-'));
  expect(many.map(({ kind, owned }) => `${kind} ${owned}`)).toEqual(
    names.map(() => 'VaultPolicy true'),
  );
});
