// A sandbox Vault in which the provisioner has what the platform gives it once.

import {
  createVaultAccess,
  type VaultAccess,
} from '../../../src/adapters/vault/access/vault-access.ts';
import { vaultPolicies } from '../../../src/provisioner/vault-policies.ts';
import { vaultRoles } from '../../../src/provisioner/vault-roles.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import type { Scope, VaultPlace } from '../../../src/resources/scope.ts';
import { recordingLog } from '../../support/recording-log.ts';
import type { TestVault } from '../../sandbox/vault/running.ts';
import { accounts, allow, environment, place as plain } from './sandbox.ts';

export const place: VaultPlace = { ...plain, owners: { auth: 'people', claim: 'groups' } };

export const scope: Omit<Scope, 'workload'> = {
  environment: 'production',
  runtime: { kind: 'cloud-run', project: 'acme-runway-production', regions: ['us-east1'] },
  images: 'us-docker.pkg.dev/acme-runway-production',
  identity: { bot: 'runway@acme.dev', plans: accounts.plans },
  vault: place,
};

/** As docs/operating.md gives it. */
export const RULES = [
  ['sys/policies/acl', 'list'],
  ['sys/policies/acl/runway-*', 'read', 'update', 'delete'],
  ['auth/+/role', 'list'],
  ['auth/+/role/runway-*', 'create', 'read', 'update', 'delete'],
  ['auth/+/config', 'read'],
  ['runway/data/env/+/service/+/.placeholder', 'create', 'update'],
  ['runway/metadata/env/+/service/+/.placeholder', 'read', 'delete'],
] as const;

export interface AccessWorld {
  readonly vault: TestVault;
  readonly settings: VaultAccess;
  /** It has these kinds and no other. */
  readonly provider: Provider;
}

export async function startAccessWorld(): Promise<AccessWorld> {
  const { settings, vault } = await environment();
  await vault.ask('POST', 'sys/auth/people', { type: 'jwt' });
  await vault.ask('POST', 'auth/people/config', { jwks_url: 'https://sso.acme.dev/jwks' });
  await allow(vault, 'runway-provisioner', accounts.provisioner, RULES);
  const access = { ...settings, log: recordingLog() };
  return { vault, settings: access, provider: createVaultAccess(access) as unknown as Provider };
}

/** Policies, then roles, as the provisioner compiles them; `group` owns the workload. */
export function wavesOf(target: Target, group?: string): readonly (readonly Resource[])[] {
  const parts = partsOf(target, group);
  return [vaultPolicies(parts, place), vaultRoles(parts, place)];
}

export function partsOf(target: Target, group = 'acme/payments') {
  const { workload } = splitTarget(target);
  return {
    target,
    scope: { ...scope, workload },
    workload: {
      apiVersion: 'runway/v1' as const,
      kind: 'Workload' as const,
      metadata: { name: workload },
      spec: { project: `acme/${workload}`, owners: [`@${group}`], environments: ['production'] },
    },
  };
}
