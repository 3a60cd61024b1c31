// The Vault that the settings name.

import { readFile } from 'node:fs/promises';
import { createVaultAccess } from '../../adapters/vault/access/vault-access.ts';
import { createVault, type VaultSettings } from '../../adapters/vault/vault.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Vault } from '../../ports/vault.ts';
import type { ProgramName } from '../../resources/program.ts';
import { systemClock } from '../clock.ts';
import type { Telling } from './connect.ts';
import { federationOf } from './google.ts';
import { noVault, noVaultAccess } from './no-vault.ts';
import type { LoadedSettings } from '../settings.ts';

/** One that refuses everything, where the settings name none. */
export async function vaultOf(
  program: ProgramName,
  loaded: LoadedSettings,
  telling: Telling,
): Promise<Vault> {
  const connection = await vaultSettings(program, loaded, telling);
  return connection === null ? noVault : createVault(connection);
}

/** What the provisioner makes there. */
export async function vaultAccessOf(
  program: ProgramName,
  loaded: LoadedSettings,
  telling: Telling,
): Promise<Provider> {
  const settings = await vaultSettings(program, loaded, telling);
  return settings === null ? noVaultAccess : createVaultAccess({ ...settings, log: telling.log });
}

/** Null: the settings name none. */
async function vaultSettings(
  program: ProgramName,
  loaded: LoadedSettings,
  { calls, identities }: Telling,
): Promise<VaultSettings | null> {
  const { vault } = loaded.settings;
  if (vault === undefined) return null;
  const account = vault.account ?? federationOf(program, loaded)?.account;
  return {
    url: vault.url,
    ...(vault.ca === undefined ? {} : { ca: await readFile(loaded.resolve(vault.ca), 'utf8') }),
    ...(account === undefined ? {} : { account }),
    identity: identities(program),
    clock: systemClock,
    calls,
  };
}
