// A Vault that lives in memory.

import { Failure } from '../../ports/failure.ts';
import type { SecretOf, SecretsOf, Vault } from '../../ports/vault.ts';
import { vaultRole } from '../../resources/vault-names.ts';
import { createVaultWorld, type VaultWorld } from './vault-world.ts';

export interface MemoryVault {
  readonly vault: Vault;
  readonly world: VaultWorld;
}

/** A workload's role reads what is its own, the role for plans reads metadata, and no other role anything. */
export function createMemoryVault(now: () => Date = () => new Date()): MemoryVault {
  const kept = createVaultWorld(now);
  const vault: Vault = {
    async names(of) {
      requireRight(of, 'metadata');
      return [...new Set(kept.names(of))]
        .filter((name) => !name.includes('/') && !name.startsWith('.'))
        .sort();
    },
    async describe(secret) {
      requireRight(secret, 'metadata');
      const found = kept.versions(secret);
      if (found === null) return null;
      const versions = found.map(({ number, createdAt, state }) => ({ number, createdAt, state }));
      return { name: secret.name, current: versions.at(-1)?.number ?? 0, versions };
    },
    async value(secret, version) {
      requireRight(secret, 'value');
      const found = kept.versions(secret)?.find(({ number }) => number === version);
      if (found === undefined || found.state !== 'live') return null;
      kept.told(secret, version);
      if (found.value === null) throw withoutValue(secret, version);
      return found.value;
    },
  };
  return { vault, world: kept.world };
}

function requireRight(of: SecretsOf, what: 'metadata' | 'value'): void {
  const own = of.role === vaultRole(of.place, of.workload);
  if (own || (what === 'metadata' && of.role === of.place.plans)) return;
  throw new Failure({
    code: 'RUNWAY_VAULT_DENIED',
    message: `Vault does not let ${of.role} read the ${what} of ${of.workload}.`,
    hint: `Look at the policy of the role ${of.role}.`,
    retry: 'never',
  });
}

function withoutValue({ workload, name }: SecretOf, version: number): Failure {
  return new Failure({
    code: 'RUNWAY_VAULT_REFUSED',
    message: `Version ${version} of ${workload}/${name} has no text under the key \`value\`.`,
    hint: 'Write the secret again, its text under the key `value`.',
    retry: 'never',
  });
}
