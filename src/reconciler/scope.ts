// Where a target or a whole environment lives.

import type { Environment } from '../documents/generated/documents.ts';
import { splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';
import type { Scope } from '../resources/scope.ts';

export function scopeOf(environment: Environment, target: Target): Scope {
  return { ...scopeOfEnvironment(environment), workload: splitTarget(target).workload };
}

export function scopeOfEnvironment(environment: Environment): Scope {
  const { kind, project, regions } = environment.spec.runtime;
  return {
    environment: environment.metadata.name,
    runtime: { kind, project, regions },
    images: environment.spec.images,
    identity: null,
    vault: null,
    workload: null,
  };
}
