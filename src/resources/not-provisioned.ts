// What a person is told who deploys what the provisioner has not made.

import { splitTarget, type Target } from './address.ts';

/**
 * What to do about it; `why` is a sentence, in whose words it was found. A deployment that the inventory does not list
 * is a mistake of its own: whoever gets here is listed, and waits or has to see what holds the provisioner up.
 */
export function notProvisioned(target: Target, why: string): string {
  const { environment, workload } = splitTarget(target);
  return (
    `${target} is not provisioned: ${why} The provisioner makes and mends that as soon as a merge request that lists ` +
    `\`${environment}\` in \`inventory/${workload}.yml\` is merged; ` +
    `\`runway status --program provisioner\` says how far it is.`
  );
}
