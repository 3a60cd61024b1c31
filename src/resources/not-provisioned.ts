// What a person is told who deploys what the provisioner has not made.

import { splitTarget, type Target } from './address.ts';

/** Which merge request to open; `why` is a sentence, in whose words it was found. */
export function notProvisioned(target: Target, why: string): string {
  const { environment, workload } = splitTarget(target);
  return `${target} is not provisioned: ${why} Open a merge request that lists \`${environment}\` under \`spec.environments\` in \`inventory/${workload}.yml\`. Where that is merged, it takes some minutes.`;
}
