// Secret Manager as a provider: copies of what Vault holds, for the runtime account alone.

import type { Clock } from '../../ports/clock.ts';
import type { Principal } from '../../ports/identity.ts';
import type { Log } from '../../ports/log.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Vault } from '../../ports/vault.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Scope } from '../../resources/scope.ts';
import { createPolicyWriter } from '../google/policy-writer.ts';
import type { ProjectReader } from '../google/project-reader.ts';
import type { SecretsApi } from './client/api.ts';
import type { Connection } from './client/caller.ts';
import { createSecretsApi } from './client/sdk.ts';
import { createLook, type VaultScope } from './look.ts';
import { rehearsed } from './rehearse.ts';
import { removeSecret, writeSecret } from './write.ts';

export interface SecretManager extends Connection {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  /** What is asked of the project that secrets lie in. */
  readonly projects: (as: Principal) => Pick<ProjectReader, 'allowed' | 'policy'>;
}

/** The SDK is loaded with the first call. */
export function createSecretManager(settings: SecretManager): Provider<'Secret'> {
  return createSecretProvider({ ...settings, api: createSecretsApi(settings) });
}

export interface SecretProviderParts {
  readonly api: SecretsApi;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly projects: SecretManager['projects'];
}

/** An environment without a Vault has no secrets, and nothing is asked for it. */
export function createSecretProvider(parts: SecretProviderParts): Provider<'Secret'> {
  const { api, vault, clock, log } = parts;
  const look = createLook({ api, vault }, clock);
  const hands = { api, changePolicy: createPolicyWriter(clock), vault, log, look, clock };
  return {
    kinds: ['Secret'],
    async observe(scope, wanted, signal) {
      if (!hasVault(scope)) return [];
      const workloads = new Set(wanted.map(({ target }) => splitTarget(target).workload));
      if (scope.workload !== null) workloads.add(scope.workload);
      const seen = await Promise.all(
        [...workloads].map((workload) =>
          look.workload(
            scope,
            workload,
            wanted.filter(({ target }) => splitTarget(target).workload === workload),
          ),
        ),
      );
      signal.throwIfAborted();
      return seen.flat();
    },
    async rehearse(scope, desired, signal) {
      if (!hasVault(scope)) return [];
      const words = await rehearsed({ ...parts, look }, scope, desired);
      signal.throwIfAborted();
      return words;
    },
    async apply(write, signal) {
      const { scope } = write;
      if (!hasVault(scope)) return;
      for (const step of write.steps) {
        signal.throwIfAborted();
        await writeSecret(hands, { scope, step }, signal);
      }
    },
    async remove(scope, observed, signal) {
      signal.throwIfAborted();
      await removeSecret(hands, scope, observed);
    },
  };
}

function hasVault(scope: Scope): scope is VaultScope {
  return scope.vault !== null;
}
