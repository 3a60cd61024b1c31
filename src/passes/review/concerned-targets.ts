// The targets that a change concerns, with the repository at hand.

import { targetsOf } from '../../documents/catalogue.ts';
import type { Change } from '../../ports/repository.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import { affectedBy, concerned, isWide } from './affected.ts';

/** Reads the whole repository only where an environment's or a workload's rules changed. */
export async function concernedTargets(
  outside: Pick<Outside, 'desired'>,
  { base, tree, changes }: { base: string; tree: string; changes: readonly Change[] },
): Promise<readonly Target[]> {
  const affected = affectedBy(changes);
  if (!isWide(affected)) return concerned(affected, []);
  const before = targetsOf(await outside.desired.catalogue(base));
  const after = targetsOf(await outside.desired.catalogue(tree));
  return concerned(affected, [...before, ...after]);
}
