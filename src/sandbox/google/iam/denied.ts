// How IAM and its neighbours word that somebody may not.

import { CloudRefusal, why } from '../refusal.ts';
import type { Call } from './method.ts';

/** Throws PERMISSION_DENIED as IAM's own APIs do: the resource is not named. */
export function demand({ caller, cloud }: Call, permission: string, resource: string): void {
  if (!cloud.may(caller, permission, resource)) throw deniedByIam(permission);
}

export function deniedByIam(permission: string): CloudRefusal {
  return new CloudRefusal(
    'PERMISSION_DENIED',
    `Permission '${permission}' denied on resource (or it may not exist).`,
    [why('iam.googleapis.com', { permission })],
  );
}
