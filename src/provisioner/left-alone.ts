// An environment that is not provisioned any more, with what was made in it.

import type { Diagnostic } from '../documents/document.ts';
import { splitTarget, type Target } from '../resources/address.ts';

/** One mistake for each environment of these targets: nobody would look after what they have there. */
export function leftAlone(targets: readonly Target[]): readonly Diagnostic[] {
  const environments = new Set(targets.map((target) => splitTarget(target).environment));
  return [...environments].map((name) => ({
    severity: 'error',
    summary: `\`${name}\` is not provisioned by Runway (any more), and workloads have accounts there that nobody would look after.`,
    hint:
      `First take \`${name}\` out of \`spec.environments\` of every workload and wait until all is removed; ` +
      'then take out `identity`, or the environment.',
    at: { path: `environments/${name}/environment.yml`, line: 1, column: 1 },
  }));
}
