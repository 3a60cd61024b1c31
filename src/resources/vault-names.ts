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

/** Name of its owners' role and of their policy. */
export function managersRole(place: VaultPlace, workload: string): string {
  return `${vaultRole(place, workload)}-owners`;
}
