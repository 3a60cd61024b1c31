// Vault for one process: secrets, and what the provisioner makes there.

import { Failure } from '../../ports/failure.ts';
import type { Vault } from '../../ports/vault.ts';
import { createVaultApi, type Connection } from './client/api.ts';
import { createSecrets } from './secrets.ts';

export interface VaultSettings extends Connection {
  /** The account that this process runs as. Left out: it logs in for other accounts alone. */
  readonly account?: string;
}

/** Nothing is loaded or asked before the first call. */
export function createVault(settings: VaultSettings): Vault {
  const { clock } = settings;
  return createSecrets({
    api: createVaultApi(settings),
    now: () => clock.now(),
    own: () => ownAccount(settings),
  });
}

export function ownAccount({ account }: Pick<VaultSettings, 'account'>): string {
  if (account !== undefined) return account;
  throw new Failure({
    code: 'RUNWAY_SETTINGS_INVALID',
    message: 'Runway does not know as which account it logs in to Vault itself.',
    hint: 'Name the account that this process runs as under `vault.account` in the settings.',
    retry: 'never',
  });
}
