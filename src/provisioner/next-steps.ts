// What people can do once a workload has all that it needs and is not deployed yet.

import { deploymentPath } from '../documents/target-documents.ts';
import { splitTarget, type Target } from '../resources/address.ts';
import type { VaultPlace } from '../resources/scope.ts';
import { putCommand } from '../resources/vault-names.ts';

/** In the rest of what begins with `Next:`. */
export function nextSteps(target: Target, vault: VaultPlace | null): readonly string[] {
  const { workload } = splitTarget(target);
  return [
    `add \`${deploymentPath(target)}\` to deploy it.`,
    ...(vault === null
      ? []
      : [`Its owners write secrets with \`${putCommand(vault, workload, 'NAME')}\`.`]),
  ];
}
