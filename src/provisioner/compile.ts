// From an inventory entry and an environment's rules to everything that the workload needs there.

import type { Diagnostic, Document } from '../documents/document.ts';
import type { Environment, Workload } from '../documents/generated/documents.ts';
import { scopeOf } from '../documents/scope.ts';
import { type Target, splitTarget } from '../resources/address.ts';
import type { Resource } from '../resources/resource.ts';
import type { Scope } from '../resources/scope.ts';
import { imageErrors, imageRepository } from './image-repository.ts';
import { parkedServices } from './parked-services.ts';
import { serviceAccounts } from './service-accounts.ts';
import { trust } from './trust.ts';
import { vaultPolicies } from './vault-policies.ts';
import { vaultRoles } from './vault-roles.ts';

export interface Provisioning {
  readonly target: Target;
  readonly scope: Scope;
  /** What is digested as intent: the wish before defaults, without commits, times and live state. */
  readonly asks: unknown;
  /** Empty when there are errors, and where the environment leaves provisioning to others. */
  readonly resources: readonly Resource[];
  /** What exists under these names and is not Runway's is taken over. */
  readonly adopt: boolean;
  readonly warnings: readonly Diagnostic[];
  readonly errors: readonly Diagnostic[];
}

/** Whether a target is asked for: the inventory has the workload, and lists the environment. */
export function asked(workload: Workload | null, target: Target): boolean {
  const { environment } = splitTarget(target);
  return workload?.spec.environments.includes(environment) ?? false;
}

/** Pure. Fills in every default, so that nothing left unsaid can look like a difference. */
export function compile(
  target: Target,
  workload: Document<Workload>,
  environment: Document<Environment>,
): Provisioning {
  const scope = scopeOf(environment.value, target);
  const parts = { target, scope, workload: workload.value };
  const errors = scope.identity === null ? [] : imageErrors(environment);
  return {
    target,
    scope,
    asks: asksOf(workload.value, scope),
    resources: errors.length > 0 ? [] : resourcesOf(parts),
    adopt: workload.value.spec.adopt?.includes(scope.environment) ?? false,
    warnings: remarksAbout(workload, scope),
    errors,
  };
}

/** What each kind is made from. */
export interface Parts {
  readonly target: Target;
  readonly scope: Scope;
  readonly workload: Workload;
}

function resourcesOf(parts: Parts): readonly Resource[] {
  const { scope } = parts;
  if (scope.identity === null) return [];
  return [
    ...serviceAccounts(parts),
    trust(parts, scope.identity),
    ...(scope.vault === null
      ? []
      : [...vaultPolicies(parts, scope.vault), ...vaultRoles(parts, scope.vault)]),
    ...imageRepository(parts, scope.identity),
    ...parkedServices(parts),
  ];
}

/** Only what the result depends on: the owners matter to Vault alone. */
function asksOf({ spec }: Workload, { runtime, images, identity, vault }: Scope): unknown {
  return {
    roles: spec.additional_roles ?? [],
    owners: (vault?.owners ?? null) === null ? null : (spec.owners ?? []),
    runtime,
    images,
    identity,
    vault,
  };
}

function remarksAbout(workload: Document<Workload>, scope: Scope): readonly Diagnostic[] {
  const { spec } = workload.value;
  if (scope.identity === null) {
    return [
      {
        severity: 'warning',
        summary: `\`${scope.environment}\` has no \`identity\`: nothing is provisioned there.`,
        hint: `To have accounts and repositories made, add \`spec.identity\` to \`environments/${scope.environment}/environment.yml\`.`,
        at: workload.locate('/spec/environments'),
      },
    ];
  }
  if ((scope.vault?.owners ?? null) === null || spec.owners !== undefined) return [];
  return [
    {
      severity: 'warning',
      summary: 'It names no owners, so nobody but the platform may write its secrets in Vault.',
      hint: 'Add `spec.owners`.',
      at: workload.locate('/spec'),
    },
  ];
}
