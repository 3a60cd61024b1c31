// The secrets of a target: pinned versions in Vault become copies that its runtime account alone can read.

import type { Pins } from '../documents/pins.ts';
import { accountEmail, memberOf } from '../resources/accounts.ts';
import { addressOf, splitTarget, type Target } from '../resources/address.ts';
import type { SecretReference } from '../resources/kinds.ts';
import type { Resource } from '../resources/resource.ts';
import type { Scope, VaultPlace } from '../resources/scope.ts';
import { secretId } from '../resources/secret-names.ts';
import { vaultPath } from '../resources/vault-names.ts';

/** E-mail address of the account that the containers run as; null: the project's default. */
export function runtimeAccount({ identity, runtime }: Scope, target: Target): string | null {
  if (identity === null) return null;
  return accountEmail(runtime.project, splitTarget(target).workload, 'runtime');
}

/** None where the environment has no Vault, or no account of the workload's own to read them. */
export function secretsOf(scope: Scope, target: Target, pins: Pins): readonly Resource<'Secret'>[] {
  const reader = runtimeAccount(scope, target);
  const { vault } = scope;
  if (vault === null || reader === null) return [];
  const { workload } = splitTarget(target);
  return Object.entries(pins).map(([name, version]) => ({
    kind: 'Secret',
    address: addressOf(target, 'Secret', name),
    target,
    region: null,
    spec: {
      name,
      secret: secretId(workload, name),
      source: sourceOf(vault, workload, name),
      version,
      readers: [memberOf(reader)],
    },
  }));
}

/** What a container receives. The plan puts Secret Manager's numbers in the place of Vault's. */
export function referencesTo(
  secrets: readonly Resource<'Secret'>[],
): Readonly<Record<string, SecretReference>> {
  return Object.fromEntries(
    secrets.map(({ spec: { name, secret, version } }) => [
      name,
      { secret, version: `vault:${version}` },
    ]),
  );
}

/** As people write it for `vault kv`: with the namespace, the mount and the path. */
export function sourceOf(place: VaultPlace, workload: string, name: string): string {
  const path = `${place.mount}/${vaultPath(place, workload, name)}`;
  return place.namespace === null ? path : `${place.namespace}/${path}`;
}
