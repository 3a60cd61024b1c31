// What a workload has in Vault by name, and which workload a name is of.

import { targetOf, type Address, type Target } from '../../../resources/address.ts';
import { addressOf } from '../../../resources/address.ts';
import type { Scope, VaultPlace } from '../../../resources/scope.ts';
import { byText } from '../../../resources/text-order.ts';
import { managersRole, vaultPath, vaultRole } from '../../../resources/vault-names.ts';

/** One policy or role that a workload may have. */
export interface Named {
  readonly target: Target;
  readonly workload: string;
  readonly address: Address;
  readonly name: string;
}

export interface NamedPolicy extends Named {
  /** Mount and path; null where another policy has it. */
  readonly placeholder: string | null;
}

export interface NamedRole extends Named {
  readonly auth: string;
}

export function policiesOf(scope: Scope, place: VaultPlace, workload: string): NamedPolicy[] {
  const target = targetOf(scope.environment, workload);
  const of = (part: string, name: string, placeholder: string | null): NamedPolicy => ({
    target,
    workload,
    address: addressOf(target, 'VaultPolicy', part),
    name,
    placeholder,
  });
  const path = `${place.mount}/${vaultPath(place, workload, '.placeholder')}`;
  return [
    of('read', vaultRole(place, workload), path),
    of('manage', managersRole(place, workload), null),
  ];
}

export function rolesOf(scope: Scope, place: VaultPlace, workload: string): NamedRole[] {
  const target = targetOf(scope.environment, workload);
  const of = (part: string, name: string, auth: string): NamedRole => ({
    target,
    workload,
    address: addressOf(target, 'VaultRole', part),
    name,
    auth,
  });
  const owners = place.owners?.auth;
  return [
    of('deploy', vaultRole(place, workload), place.auth),
    ...(owners === undefined ? [] : [of('owners', managersRole(place, workload), owners)]),
  ];
}

/** Ids of workloads whose policies or roles may be among these names. */
export function workloadsIn(names: readonly string[], place: VaultPlace): readonly string[] {
  const [before = '', after = ''] = place.role.split('{workload}').map(escaped);
  const shape = new RegExp(`^${before}([a-z][a-z0-9-]{1,23})${after}(?:_owners)?$`);
  const found = names.map((name) => shape.exec(name)?.[1]);
  return [...new Set(found.filter((id) => id !== undefined))].sort(byText);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
