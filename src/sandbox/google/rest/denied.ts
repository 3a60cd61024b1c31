// How Google's REST APIs word that somebody may not.

import { CloudRefusal } from '../refusal.ts';
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

/** `google.rpc.ErrorInfo` */
export function why(
  domain: string,
  metadata: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'IAM_PERMISSION_DENIED',
    domain,
    metadata,
  };
}
