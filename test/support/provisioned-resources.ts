// What the provisioner would make for a workload, wished and observed, for tests of what is decided about it.

import { accountEmail, accountId, memberOf } from '../../src/resources/accounts.ts';
import { addressOf, splitTarget, type Target } from '../../src/resources/address.ts';
import type { Kind, Kinds } from '../../src/resources/kinds.ts';
import type { Facts, Observed, Resource } from '../../src/resources/resource.ts';

export const bot = memberOf('runway@acme-runway.iam.gserviceaccount.com');

function projectOf(target: Target): string {
  return `acme-runway-${splitTarget(target).environment}`;
}

export interface Wish {
  readonly target?: Target;
  readonly roles?: readonly string[];
  readonly owners?: readonly string[];
  readonly regions?: readonly string[];
}

/** All that a workload has in an environment, in the order in which it is made. */
export function provisioned(wish: Wish = {}): Resource[] {
  const { target = 'dev/checkout', regions = ['us-east1', 'europe-west1'] } = wish;
  const { workload } = splitTarget(target);
  const project = projectOf(target);
  const deploy = accountEmail(project, workload, 'deploy');
  const runtime = accountEmail(project, workload, 'runtime');
  const repository = {
    name: workload,
    location: 'us',
    writers: [memberOf(deploy)],
    readers: [memberOf(`runway-plans@${project}.iam.gserviceaccount.com`)],
    untaggedDays: 30,
  };
  return [
    ...accounts(target, wish),
    made(target, 'Trust', null, { account: deploy, impersonators: [bot], actsAs: runtime }),
    ...vault(target, wish),
    made(target, 'ImageRepository', null, repository),
    ...regions.map((region) => ({
      ...made(target, 'ParkedService', region, { deployer: memberOf(deploy) }),
      region,
    })),
  ];
}

function accounts(target: Target, { roles = [] }: Wish): Resource[] {
  const { environment, workload } = splitTarget(target);
  const prefix = `projects/${projectOf(target)}/secrets/${workload}__`;
  return [
    made(target, 'ServiceAccount', 'runtime', {
      id: accountId(workload, 'runtime'),
      title: `${workload} in ${environment} runs as this account`,
      roles,
      limitedRoles: [],
    }),
    made(target, 'ServiceAccount', 'deploy', {
      id: accountId(workload, 'deploy'),
      title: `Runway deploys ${workload} to ${environment} as this account`,
      roles: [],
      limitedRoles: [{ role: 'roles/secretmanager.admin', prefix }],
    }),
  ];
}

export function rules(path: string, capabilities: readonly string[]): string {
  const list = capabilities.map((capability) => `"${capability}"`).join(', ');
  return `path "runway/data/${path}/*" {\n  capabilities = [${list}]\n}\n`;
}

function vault(target: Target, { owners = ['acme/payments', 'alice'] }: Wish): Resource[] {
  const { environment, workload } = splitTarget(target);
  const path = `env/${environment}/service/${workload}`;
  const name = `runway-${environment}-${workload}`;
  const managers = `${name}_owners`;
  const role = { audience: 'vault.acme.dev' };
  return [
    made(target, 'VaultPolicy', 'read', {
      name,
      rules: rules(path, ['read']),
      placeholder: `runway/${path}/.placeholder`,
    }),
    made(target, 'VaultPolicy', 'manage', {
      name: managers,
      rules: rules(path, ['create', 'read', 'update', 'patch', 'delete']),
      placeholder: null,
    }),
    made(target, 'VaultRole', 'deploy', {
      ...role,
      auth: 'jwt',
      name,
      claims: { email: accountEmail(projectOf(target), workload, 'deploy') },
      policies: [name],
      ttlSeconds: 900,
      unmanaged: {},
    }),
    made(target, 'VaultRole', 'owners', {
      ...role,
      auth: 'oidc',
      name: managers,
      claims: { groups: owners },
      policies: [managers],
      ttlSeconds: 14_400,
      unmanaged: {},
    }),
  ];
}

function made<K extends Kind>(target: Target, kind: K, part: string | null, spec: Kinds[K]) {
  // A mapped union: the compiler cannot see that kind and spec go together.
  return { kind, address: addressOf(target, kind, part), target, region: null, spec } as Resource;
}

const facts: Partial<Facts> = {
  ServiceAccount: { uniqueId: '1' },
  Trust: { strangers: [] },
  VaultPolicy: {},
  VaultRole: {},
  ImageRepository: {},
  ParkedService: { inUse: false },
  Secret: { copies: [], source: 'live' },
};

/** As it is once it was made. */
export function standing(resource: Resource, owned = true): Observed {
  return {
    ...resource,
    owned,
    health: { status: 'healthy' },
    facts: facts[resource.kind],
  } as Observed;
}
