// Access tokens of all accounts at Acme, for whoever wants to see what each of them may do.

import type { Cloud } from '../google/cloud.ts';
import { BOT, environments, plansAccount, projectOf, PROVISIONER } from './names.ts';

/**
 * By name: `bot`, `provisioner`, `dev/plans`, and of each workload that is provisioned `dev/checkout/deploy` and
 * `dev/checkout/runtime`. Sorted.
 */
export function accountTokens(cloud: Cloud): Readonly<Record<string, string>> {
  const named: (readonly [name: string, email: string])[] = [
    ['bot', BOT],
    ['provisioner', PROVISIONER],
  ];
  for (const environment of environments) {
    named.push([`${environment}/plans`, plansAccount(environment)]);
    for (const { email } of cloud.accounts.list(projectOf(environment))) {
      const [, prefix, workload] = /^(run|dep)-([a-z0-9-]+)@/.exec(email) ?? [];
      if (workload === undefined) continue;
      const role = prefix === 'run' ? 'runtime' : 'deploy';
      named.push([`${environment}/${workload}/${role}`, email]);
    }
  }
  const sorted = named.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, email]) => [name, cloud.issue(email)]));
}
