// A service in every region that the workload may choose, before there is anything to run.

import { accountEmail, memberOf } from '../resources/accounts.ts';
import { splitTarget } from '../resources/address.ts';
import type { Resource } from '../resources/resource.ts';
import type { Parts } from './compile.ts';
import { inRegion } from './resource.ts';

/**
 * IAM cannot narrow the right to create a service to one name, so the service is made here, and the deploy account
 * may change this one alone.
 */
export function parkedServices({ target, scope }: Parts): readonly Resource[] {
  const { project, regions } = scope.runtime;
  const deployer = memberOf(accountEmail(project, splitTarget(target).workload, 'deploy'));
  return regions.map((region) =>
    inRegion(target, region, { kind: 'ParkedService', spec: { deployer } }),
  );
}
