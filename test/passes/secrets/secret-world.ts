// A world whose environment dev has accounts and a Vault.

import { randomBytes } from 'node:crypto';
import type { SecretPlace } from '../../../src/adapters/memory/vault-world.ts';
import { targetDocuments } from '../../../src/documents/target-documents.ts';
import { secretsAt } from '../../../src/passes/in-vault.ts';
import type { World, WorldWish } from '../../support/world.ts';
import { parsed } from '../../documents/files.ts';
import { environmentFile } from '../../support/world/documents.ts';

export const dev = 'dev/checkout';
export const path = 'environments/dev/checkout.yml';
const rules = environmentFile('dev', { grace: '1h', secrets: true });

export const withSecrets: WorldWish = {
  files: { 'environments/dev/environment.yml': rules },
  serving: { [dev]: '1.0.0' },
};

function place(name: string): SecretPlace {
  const environment = parsed('environments/dev/environment.yml', rules);
  const of = secretsAt(
    targetDocuments((file) => (file.endsWith('environment.yml') ? environment : null), dev),
  );
  if (of === null) throw new Error('dev has no Vault');
  return { place: of.place, workload: 'checkout', name };
}

/** Writes the next version of a secret, as a person does; gives the value. */
export function writeSecret(world: World, name: string): string {
  const value = randomBytes(12).toString('hex');
  world.vault.world.write(place(name), value);
  return value;
}

export function breakSecret(
  world: World,
  name: string,
  how: 'delete' | 'destroy',
  version: number,
) {
  world.vault.world[how](place(name), version);
}

export function removeSecret(world: World, name: string): void {
  world.vault.world.remove(place(name));
}

/** `.runway/` with a manifest that has this at the end of its spec. */
export function manifestWith(spec: string): Readonly<Record<string, string>> {
  const lines = ['apiVersion: runway/v1', 'kind: RunwayService', 'spec:', '  container_port: 8080'];
  return { '.runway/runway.yml': [...lines, spec, ''].join('\n') };
}

/** Values in Secret Manager by the secret's id, those that are enabled. */
export function copies(world: World): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...world.secrets.secrets].map(([id, { versions }]) => [
      id,
      versions.filter(({ state }) => state === 'enabled').map(({ value }) => value),
    ]),
  );
}
