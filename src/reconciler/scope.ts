// Where a target or a whole environment lives.

import type { Environment } from '../documents/generated/documents.ts';
import { splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';

/** The shape that providers ask for; regions are all that the environment allows, chosen or not. */
export interface CompiledScope {
  readonly environment: string;
  readonly runtime: {
    readonly kind: 'cloud-run';
    readonly project: string;
    readonly regions: readonly string[];
  };
  readonly images: string;
  readonly workload: string | null;
}

export function scopeOf(environment: Environment, target: Target): CompiledScope {
  return { ...scopeOfEnvironment(environment), workload: splitTarget(target).workload };
}

export function scopeOfEnvironment(environment: Environment): CompiledScope {
  const { kind, project, regions } = environment.spec.runtime;
  return {
    environment: environment.metadata.name,
    runtime: { kind, project, regions },
    images: environment.spec.images,
    workload: null,
  };
}
