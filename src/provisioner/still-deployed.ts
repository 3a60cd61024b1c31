// A workload keeps what it runs with for as long as it is deployed.

import type { Diagnostic } from '../documents/document.ts';
import { deploymentPath } from '../documents/target-documents.ts';
import { splitTarget, type Target } from '../resources/address.ts';

/**
 * `left` are targets that the inventory does not name any more and whose deployments are still there: one mistake for
 * each workload, with all of its files.
 */
export function stillDeployed(left: readonly Target[]): readonly Diagnostic[] {
  const workloads = new Set(left.map((target) => splitTarget(target).workload));
  return [...workloads].map((name) => {
    const files = left
      .filter((target) => splitTarget(target).workload === name)
      .map((target) => `\`${deploymentPath(target)}\``);
    const many =
      files.length === 1 ? 'is still a deployment' : `are still ${files.length} deployments`;
    return {
      severity: 'error',
      summary: `\`${name}\` cannot lose its accounts: there ${many}, ${listed(files)}.`,
      hint:
        `Remove ${files.length === 1 ? 'that file' : 'those files'} first, here or before. ` +
        'What runs is then parked and deleted, and what it ran with goes after it.',
      at: { path: `inventory/${name}.yml`, line: 1, column: 1 },
    };
  });
}

function listed(files: readonly string[]): string {
  if (files.length < 2) return files.join('');
  return `${files.slice(0, -1).join(', ')} and ${files.at(-1) ?? ''}`;
}
