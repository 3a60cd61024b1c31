// As whom a workload runs, and as whom it is deployed.

import { accountId } from '../resources/accounts.ts';
import { splitTarget } from '../resources/address.ts';
import type { Resource } from '../resources/resource.ts';
import { secretPrefix } from '../resources/secret-names.ts';
import type { Parts } from './compile.ts';
import { resource } from './resource.ts';

/**
 * The role to change, share and destroy a workload's copies of secrets. Only the beginning of the name makes it
 * harmless: it is granted under that condition and in no other way.
 */
const SECRETS = 'roles/secretmanager.admin';

export function serviceAccounts({ target, scope, workload }: Parts): readonly Resource[] {
  const { environment, workload: name } = splitTarget(target);
  const { project } = scope.runtime;
  const prefix = `projects/${project}/secrets/${secretPrefix(name)}`;
  return [
    resource(target, 'runtime', {
      kind: 'ServiceAccount',
      spec: {
        id: accountId(name, 'runtime'),
        title: `${name} in ${environment} runs as this account`,
        roles: [...(workload.spec.additional_roles ?? [])].sort(),
        limitedRoles: [],
      },
    }),
    resource(target, 'deploy', {
      kind: 'ServiceAccount',
      spec: {
        id: accountId(name, 'deploy'),
        title: `Runway deploys ${name} to ${environment} as this account`,
        roles: [],
        limitedRoles: scope.vault === null ? [] : [{ role: SECRETS, prefix }],
      },
    }),
  ];
}
