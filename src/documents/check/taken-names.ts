// Names that a workload would share with something else. Nothing of it may be taken over, `adopt` or not.

import { accountEmail } from '../../resources/accounts.ts';
import type { Scope, VaultPlace } from '../../resources/scope.ts';
import { vaultRole } from '../../resources/vault-names.ts';
import { type Catalogue, environmentNames } from '../catalogue.ts';
import type { Diagnostic, Document } from '../document.ts';
import type { Workload } from '../generated/documents.ts';
import { scopeOfEnvironment } from '../scope.ts';

/** `environments/dev/environment.yml` holds the rules of `dev` and can be no deployment. */
const RULES = 'environment';

export function takenNames(
  catalogue: Catalogue,
  { value, locate }: Document<Workload>,
): readonly Diagnostic[] {
  const { name } = value.metadata;
  const why =
    name === RULES
      ? ['`environment.yml` holds the rules of an environment and can be no deployment.']
      : value.spec.environments.flatMap((environment) => {
          const scope = scopeIn(catalogue, environment);
          if (scope === null) return [];
          return [...ofRunway(scope, name), ...ofOthers(catalogue, scope, name)];
        });
  return why.map((summary) => ({
    severity: 'error',
    summary,
    hint: 'Give the workload another name.',
    at: locate('/metadata/name'),
  }));
}

/** A workload that got what Runway works with would take it away from all the others. */
function ofRunway({ environment, identity, runtime, vault }: Scope, name: string): string[] {
  const role = vault === null ? null : vaultRole(vault, name);
  const accounts = (['runtime', 'deploy'] as const)
    .map((kind) => accountEmail(runtime.project, name, kind))
    .filter((email) => email === identity?.bot || email === identity?.plans);
  return [
    ...(role === null || role !== vault?.plans
      ? []
      : [`In \`${environment}\` its role in Vault would be \`${role}\`, with which Runway plans.`]),
    ...accounts.map(
      (email) => `In \`${environment}\` its account would be \`${email}\`, Runway's own.`,
    ),
  ];
}

/** `dev` with `eu-api` and `dev-eu` with `api` would both be `runway-dev-eu-api`. */
function ofOthers(catalogue: Catalogue, { environment, vault }: Scope, name: string): string[] {
  if (vault === null) return [];
  const role = vaultRole(vault, name);
  return environmentNames(catalogue).flatMap((other) => {
    const place = other === environment ? null : scopeIn(catalogue, other)?.vault;
    const holder = place?.namespace === vault.namespace ? workloadOf(place, role) : null;
    if (holder === null || !runsIn(catalogue, holder, other)) return [];
    return [
      `In \`${environment}\` its role in Vault would be \`${role}\`, as that of \`${other}/${holder}\`.`,
    ];
  });
}

function workloadOf({ role: template }: VaultPlace, role: string): string | null {
  const [before = '', after = ''] = template.split('{workload}');
  if (!role.startsWith(before) || !role.endsWith(after)) return null;
  const name = role.slice(before.length, role.length - after.length);
  return name === '' ? null : name;
}

function runsIn(catalogue: Catalogue, workload: string, environment: string): boolean {
  const file = catalogue.get(`inventory/${workload}.yml`);
  if (file?.kind !== 'Workload') return false;
  return file.document?.value.spec.environments.includes(environment) ?? false;
}

function scopeIn(catalogue: Catalogue, environment: string): Scope | null {
  const file = catalogue.get(`environments/${environment}/environment.yml`);
  if (file?.kind !== 'Environment' || file.document === null) return null;
  return scopeOfEnvironment(file.document.value);
}
