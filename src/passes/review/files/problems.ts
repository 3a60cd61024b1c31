// What is wrong with the files that a merge request changes, and with what they change for others.

import { checkPaths, checkTargets } from '../../../documents/check.ts';
import type { Diagnostic } from '../../../documents/document.ts';
import type { Change } from '../../../ports/repository.ts';
import { splitTarget, type Target } from '../../../resources/address.ts';
import type { Desired } from '../../desired.ts';
import { affectedBy, isWide } from './affected.ts';

export interface ChangedFiles {
  readonly tree: string;
  readonly changes: readonly Change[];
  readonly targets: readonly Target[];
}

/**
 * Problems of files that the merge request does not touch are not its business. A change of rules, and a faulty
 * change, are held against the whole repository; any other costs what it touches.
 */
export async function problemsOf(
  desired: Desired,
  { tree, changes, targets }: ChangedFiles,
): Promise<readonly Diagnostic[]> {
  const own: Diagnostic[] = [...environmentsRemoved(changes, targets)];
  const there = changes.filter(({ after }) => after !== null).map(({ path }) => path);
  for (const file of (await desired.files(tree, there)).values()) {
    own.push(...file.diagnostics);
  }
  const paths = changes.map(({ path }) => path);
  if (!isWide(affectedBy(changes))) {
    const near = checkTargets(await desired.around(tree, targets), targets);
    if (near.length === 0) return own;
  }
  const catalogue = await desired.catalogue(tree);
  return [...own, ...checkPaths(catalogue, paths), ...checkTargets(catalogue, targets)];
}

/** Parking and deleting need an environment's rules: without them what runs would be nobody's. */
function environmentsRemoved(
  changes: readonly Change[],
  targets: readonly Target[],
): readonly Diagnostic[] {
  const removed = changes.filter(({ after }) => after === null);
  return affectedBy(removed).environments.flatMap((name) => {
    const left = targets.filter((target) => splitTarget(target).environment === name).length;
    if (left === 0) return [];
    const still = `${left} ${left === 1 ? 'deployment' : 'deployments'}`;
    return {
      severity: 'error',
      summary: `\`${name}\` still has ${still}, which nobody would look after any more.`,
      hint: 'First remove the deployments and wait until they are deleted; then remove the environment.',
      at: { path: `environments/${name}/environment.yml`, line: 1, column: 1 },
    };
  });
}
