// What a workload's secrets, roles and policies are called in Vault.

import type { VaultPlace } from './scope.ts';

/** Name of the role that a workload's deploy account logs in to, and of the policy that it gets. */
export function vaultRole(place: VaultPlace, workload: string): string {
  return place.role.replaceAll('{workload}', workload);
}

/** `env/production/service/checkout/API_KEY`: below the mount, without `data/` or `metadata/`. */
export function vaultPath(place: VaultPlace, ...names: readonly string[]): string {
  return [place.path, ...names].join('/');
}

/** Name of its owners' role and of their policy. No workload's id has a `_`, so it can be no other workload's. */
export function managersRole(place: VaultPlace, workload: string): string {
  return `${vaultRole(place, workload)}_owners`;
}

/** What a person types to write a secret; its value is read from the terminal and stays out of the history. */
export function putCommand(place: VaultPlace, workload: string, name: string): string {
  const namespace = place.namespace === null ? '' : `-namespace=${place.namespace} `;
  return `vault kv put ${namespace}-mount=${place.mount} ${vaultPath(place, workload, name)} value=-`;
}

/** The same for a version that was deleted. */
export function undeleteCommand(
  place: VaultPlace,
  secret: { readonly workload: string; readonly name: string; readonly version: number },
): string {
  const { workload, name, version } = secret;
  const namespace = place.namespace === null ? '' : `-namespace=${place.namespace} `;
  const path = vaultPath(place, workload, name);
  return `vault kv undelete ${namespace}-mount=${place.mount} -versions=${version} ${path}`;
}
