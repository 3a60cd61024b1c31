// What is wrong with the files that a merge request changes, and with what they change for others.

import { checkPaths, checkTargets } from '../../documents/check.ts';
import type { Diagnostic } from '../../documents/document.ts';
import type { Change } from '../../ports/repository.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
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
  outside: Pick<Outside, 'desired'>,
  { tree, changes, targets }: ChangedFiles,
): Promise<readonly Diagnostic[]> {
  const own: Diagnostic[] = [];
  for (const { path, after } of changes) {
    if (after === null) continue;
    own.push(...((await outside.desired.file(tree, path))?.diagnostics ?? []));
  }
  const paths = changes.map(({ path }) => path);
  if (!isWide(affectedBy(changes))) {
    const near = checkTargets(await outside.desired.around(tree, targets), targets);
    if (near.length === 0) return own;
  }
  const catalogue = await outside.desired.catalogue(tree);
  return [...own, ...checkPaths(catalogue, paths), ...checkTargets(catalogue, targets)];
}
