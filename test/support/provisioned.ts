// What a workload is to have before anything of it runs, for tests of whoever makes it.

import { accountEmail, accountId, memberOf } from '../../src/resources/accounts.ts';
import { addressOf, splitTarget, type Target } from '../../src/resources/address.ts';
import type { Kinds } from '../../src/resources/kinds.ts';
import type { Resource } from '../../src/resources/resource.ts';

/** The same workload, wished for in two ways. */
export type Wish = 'first' | 'second';

export const BOT = 'runway@acme-runway.iam.gserviceaccount.com';
export const OTHER_BOT = 'another@acme-runway.iam.gserviceaccount.com';

export function accountsOf(target: Target, project: string, wish: Wish): readonly Resource[] {
  const { workload } = splitTarget(target);
  const first = wish === 'first';
  return [
    made(target, 'ServiceAccount', 'runtime', {
      id: accountId(workload, 'runtime'),
      title: first ? `${workload} runs as this` : `${workload}, running`,
      roles: first
        ? ['roles/cloudsql.client']
        : ['roles/cloudsql.viewer', 'roles/pubsub.publisher'],
      limitedRoles: [],
    }),
    made(target, 'ServiceAccount', 'deploy', {
      id: accountId(workload, 'deploy'),
      title: first ? `${workload} is deployed by this` : `${workload}, deploying`,
      roles: [],
      limitedRoles: [
        {
          role: first ? 'roles/secretmanager.admin' : 'roles/secretmanager.viewer',
          prefix: `projects/${project}/secrets/${workload}__`,
        },
      ],
    }),
  ];
}

export function trustOf(target: Target, project: string, wish: Wish): Resource {
  const { workload } = splitTarget(target);
  return made(target, 'Trust', null, {
    account: accountEmail(project, workload, 'deploy'),
    impersonators: [memberOf(wish === 'first' ? BOT : OTHER_BOT)],
    actsAs: accountEmail(project, workload, 'runtime'),
  });
}

export function repositoryOf(target: Target, project: string, wish: Wish): Resource {
  const { workload } = splitTarget(target);
  const deployer = memberOf(accountEmail(project, workload, 'deploy'));
  const bot = memberOf(BOT);
  return made(target, 'ImageRepository', null, {
    name: workload,
    location: 'us',
    writers: wish === 'first' ? [deployer] : [deployer, bot].sort(),
    readers: wish === 'first' ? [bot] : [],
    untaggedDays: wish === 'first' ? 7 : 30,
  });
}

/** In one region; `second` is deployed by another account. */
export function parkedService(
  target: Target,
  at: { readonly project: string; readonly region: string },
  wish: Wish,
): Resource {
  const { workload } = splitTarget(target);
  const email = wish === 'first' ? accountEmail(at.project, workload, 'deploy') : BOT;
  const spec = { deployer: memberOf(email) };
  return { ...made(target, 'ParkedService', at.region, spec), region: at.region };
}

function made<K extends keyof Kinds>(
  target: Target,
  kind: K,
  part: string | null,
  spec: Kinds[K],
): Resource {
  const resource = { kind, address: addressOf(target, kind, part), target, region: null, spec };
  // The kind names the spec.
  return resource as unknown as Resource;
}
