// A sandbox Vault with one environment as the platform sets it up, and an adapter that is told who asks.

import { createCalls } from '../../../src/adapters/calls/calls.ts';
import type { VaultSettings } from '../../../src/adapters/vault/vault.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { VaultPlace } from '../../../src/resources/scope.ts';
import { vaultRole } from '../../../src/resources/vault-names.ts';
import {
  furnish,
  googleClaims,
  runningVault,
  type TestVault,
} from '../../sandbox/vault/running.ts';

const PROJECT = 'acme-runway-production';

export const accounts = {
  plans: `runway-plans@${PROJECT}.iam.gserviceaccount.com`,
  checkout: `dep-checkout@${PROJECT}.iam.gserviceaccount.com`,
  cart: `dep-cart@${PROJECT}.iam.gserviceaccount.com`,
  provisioner: `runway-provisioner@${PROJECT}.iam.gserviceaccount.com`,
} as const;

export const place: VaultPlace = {
  mount: 'runway',
  path: 'env/production/service',
  namespace: null,
  auth: 'jwt',
  audience: 'vault.acme.dev',
  role: 'runway-production-{workload}',
  plans: 'runway-production-plans',
  owners: null,
};

export interface Environment {
  readonly vault: TestVault;
  readonly settings: VaultSettings;
  /** The ID tokens that were handed out. */
  readonly shown: string[];
}

export async function environment(): Promise<Environment> {
  const vault = await runningVault();
  await furnish(vault);
  const { mount, path } = place;
  await allow(vault, place.plans, accounts.plans, [
    [`${mount}/metadata/${path}/*`, 'read', 'list'],
  ]);
  for (const workload of ['checkout', 'cart'] as const)
    await allow(vault, vaultRole(place, workload), accounts[workload], [
      [`${mount}/data/${path}/${workload}/*`, 'read'],
      [`${mount}/metadata/${path}/${workload}/*`, 'read', 'list'],
    ]);
  const shown: string[] = [];
  const settings: VaultSettings = {
    url: vault.vault().url,
    ca: vault.ca,
    account: accounts.provisioner,
    calls: createCalls({ clock: { now: () => new Date() } }),
    clock: clockOf(vault),
    timing: { pauseMs: 5 },
    identity: {
      async idToken(account, audience) {
        const token = vault.signer.sign(googleClaims(vault, account, audience));
        shown.push(token);
        return token;
      },
    },
  };
  return { vault, settings, shown };
}

/** A policy and a role of one name, for one account. */
export async function allow(
  { ask }: TestVault,
  name: string,
  email: string,
  rules: readonly (readonly [path: string, ...capabilities: readonly string[]])[],
): Promise<void> {
  const policy = rules
    .map(([path, ...may]) => `path "${path}" { capabilities = ${JSON.stringify(may)} }`)
    .join('\n');
  await ask('POST', `sys/policies/acl/${name}`, { policy });
  await ask('POST', `auth/jwt/role/${name}`, {
    role_type: 'jwt',
    user_claim: 'email',
    bound_audiences: [place.audience],
    bound_claims: { email },
    token_policies: [name],
    token_ttl: 900,
    token_max_ttl: 3600,
  });
}

/** Vault's clock, and no waiting. */
export function clockOf(vault: TestVault): Clock {
  return { now: () => vault.now(), sleep: () => Promise.resolve() };
}
