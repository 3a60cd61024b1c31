// Which of some permissions a caller has: what every API of Google answers to testIamPermissions.

import type { Cloud } from '../cloud.ts';
import { invalid } from '../refusal.ts';
import type { Caller } from './members.ts';

/** Throws INVALID_ARGUMENT for a permission that there is not. */
export function heldPermissions(
  cloud: Pick<Cloud, 'isPermission' | 'may'>,
  caller: Caller,
  { asked, resource }: { readonly asked: readonly string[]; readonly resource: string },
): readonly string[] {
  const unknown = asked.find((name) => !cloud.isPermission(name));
  if (unknown !== undefined) {
    throw invalid(`Permission ${unknown} is not valid for this resource.`);
  }
  return asked.filter((name) => cloud.may(caller, name, resource));
}
