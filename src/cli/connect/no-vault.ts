// Where the settings name no Vault.

import { Failure } from '../../ports/failure.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Vault } from '../../ports/vault.ts';

/** An environment that has secrets cannot be worked on; the others do not notice. */
export const noVault: Vault = { names: refuse, describe: refuse, value: refuse };

function refuse(): Promise<never> {
  return Promise.reject(
    new Failure({
      code: 'RUNWAY_SETTINGS_INVALID',
      message: 'This environment has secrets in Vault, and the settings name no Vault.',
      hint: 'Set `vault.url` in the settings, or take `vault` out of the environment.',
      retry: 'never',
    }),
  );
}

/** The same for what the provisioner makes there. */
export const noVaultAccess: Provider<'VaultPolicy' | 'VaultRole'> = {
  kinds: ['VaultPolicy', 'VaultRole'],
  observe: ({ vault }) => (vault === null ? Promise.resolve([]) : refuse()),
  rehearse: ({ vault }) => (vault === null ? Promise.resolve([]) : refuse()),
  apply: refuse,
  remove: refuse,
};
