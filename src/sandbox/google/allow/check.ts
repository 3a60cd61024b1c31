// Who may do what: the one access check of the whole sandbox Google.

import { isDeepStrictEqual } from 'node:util';
import type { Accounts } from '../accounts/accounts.ts';
import type { Projects } from '../projects.ts';
import { invalid } from '../refusal.ts';
import { type Resource, resourceOf } from '../resources.ts';
import { readCondition } from './conditions.ts';
import type { Caller } from './members.ts';
import { checkMember, means } from './members.ts';
import { permissions } from './permissions.ts';
import type { Policies } from './policies.ts';
import type { Binding } from './policy.ts';
import type { Roles } from './roles.ts';

export interface Check {
  may(
    caller: Pick<Caller, 'member' | 'sets'> | null,
    permission: string,
    on: { readonly resource: string; readonly policies: Policies },
  ): boolean;
  isPermission(name: string): boolean;
  /** Throws INVALID_ARGUMENT for what can never be granted; what was there before may stay. */
  bindings(next: readonly Binding[], before: readonly Binding[]): void;
  /** The name under which the policy is kept. Throws INVALID_ARGUMENT. */
  canonical(resource: string): string;
}

export interface CheckOptions {
  readonly roles: Roles;
  readonly projects: Projects;
  readonly accounts: Pick<Accounts, 'get'>;
  /** Whether a service account, one of ours or one of Google's own, can be named in a policy. */
  readonly known: (email: string) => boolean;
}

export function createCheck({ accounts, known, projects, roles }: CheckOptions): Check {
  const all = new Set(permissions);

  /** Accounts are found by e-mail address or unique id, in `projects/-` too. */
  function find(named: string): Resource | null {
    const [, , key] = /^projects\/([^/]+)\/serviceAccounts\/([^/]+)$/.exec(named) ?? [];
    const account = key === undefined ? null : accounts.get(key);
    const { email, project } = account ?? {};
    return resourceOf(
      email === undefined ? named : `projects/${project}/serviceAccounts/${email}`,
      projects,
    );
  }

  return {
    may(caller, permission, { policies, resource }) {
      const found = find(resource);
      if (found === null) return false;
      return found.holders
        .flatMap((holder) => policies.felt(holder))
        .some(
          ({ condition, members, role }) =>
            members.some((member) => means(member, caller)) &&
            roles.permissionsOf(role)?.has(permission) === true &&
            (condition === undefined || readCondition(condition.expression)(found.attributes)),
        );
    },
    isPermission: (name) => all.has(name),
    bindings(next, before) {
      for (const binding of next) {
        if (before.some((kept) => isDeepStrictEqual(kept, binding))) continue;
        checkRole(binding.role, roles);
        for (const member of binding.members) checkMember(member, known);
      }
    },
    canonical(resource) {
      const found = find(resource);
      if (found === null) throw invalid(`Invalid resource name '${resource}'.`);
      return found.name;
    },
  };
}

function checkRole(role: string, roles: Roles): void {
  if (roles.permissionsOf(role) !== null) return;
  throw invalid(`Role ${role} is not supported for this resource.`);
}
