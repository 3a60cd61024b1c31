// The roles of an account in the words of a spec, and as lines of the project's policy.

import type { ServiceAccountSpec } from '../../resources/provisioned.ts';
import { byText } from '../../resources/text-order.ts';
import type { Condition, Grant } from '../google/policy.ts';

type Roles = Pick<ServiceAccountSpec, 'roles' | 'limitedRoles'>;

/** A project has two names: documents say the id, and in conditions Google wants the number. */
export interface ProjectNames {
  readonly id: string;
  readonly number: string;
}

export function grantsFor({ roles, limitedRoles }: Roles, project: ProjectNames): readonly Grant[] {
  return [
    ...roles.map((role) => ({ role, condition: null })),
    ...limitedRoles.map(({ role, prefix }) => ({
      role,
      condition: conditionFor(renamed(prefix, project.id, project.number)),
    })),
  ];
}

/** A condition that Runway does not write is told as it stands, so that it differs from whatever is wanted. */
export function rolesIn(grants: readonly Grant[], project: ProjectNames): Roles {
  const roles = grants.filter(({ condition }) => condition === null).map(({ role }) => role);
  const limitedRoles = grants.flatMap(({ role, condition }) =>
    condition === null ? [] : [{ role, prefix: prefixIn(condition, project) }],
  );
  return {
    roles: roles.sort(byText),
    limitedRoles: limitedRoles.sort((a, b) => byText(a.role + a.prefix, b.role + b.prefix)),
  };
}

function conditionFor(prefix: string): Condition {
  return {
    title: 'Runway: own resources only',
    expression: `resource.name.startsWith(${JSON.stringify(prefix)})`,
  };
}

function prefixIn({ expression }: Condition, project: ProjectNames): string {
  const text = expression ?? '';
  const [, prefix] = /^resource\.name\.startsWith\("([^"\\]*)"\)$/.exec(text) ?? [];
  return prefix === undefined ? text : renamed(prefix, project.number, project.id);
}

function renamed(prefix: string, from: string, to: string): string {
  return prefix.startsWith(`projects/${from}/`)
    ? `projects/${to}/${prefix.slice(`projects/${from}/`.length)}`
    : prefix;
}
