// Where a target or a whole environment lives.

import type { Target } from '../resources/address.ts';
import { splitTarget } from '../resources/address.ts';
import type { Scope, VaultPlace } from '../resources/scope.ts';
import type { Environment } from './generated/documents.ts';

export function scopeOf(environment: Environment, target: Target): Scope {
  return { ...scopeOfEnvironment(environment), workload: splitTarget(target).workload };
}

export function scopeOfEnvironment({ metadata, spec }: Environment): Scope {
  const { kind, project, regions } = spec.runtime;
  return {
    environment: metadata.name,
    runtime: { kind, project, regions },
    images: spec.images,
    identity: spec.identity ?? null,
    vault: spec.vault === undefined ? null : vaultPlace(metadata.name, spec.vault),
    workload: null,
  };
}

type VaultRules = NonNullable<Environment['spec']['vault']>;

function vaultPlace(environment: string, rules: VaultRules): VaultPlace {
  return {
    mount: rules.mount,
    path: rules.path,
    namespace: rules.namespace ?? null,
    auth: rules.auth ?? 'jwt',
    audience: rules.audience ?? 'vault',
    role: rules.role ?? `runway-${environment}-{workload}`,
    plans: rules.plans ?? `runway-${environment}-plans`,
    owners: rules.owners ?? null,
  };
}
