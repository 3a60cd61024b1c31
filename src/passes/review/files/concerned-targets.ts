// The targets that a change concerns, with the repository at hand.

import type { Change } from '../../../ports/repository.ts';
import type { Target } from '../../../resources/address.ts';
import type { Outside } from '../../outside.ts';
import { concerned, isWide } from './affected.ts';

/** Reads the whole repository only where an environment's or a workload's rules changed. */
export async function concernedTargets(
  { desired, program }: Pick<Outside, 'desired' | 'program'>,
  { base, tree, changes }: { base: string; tree: string; changes: readonly Change[] },
): Promise<readonly Target[]> {
  const affected = program.affectedBy(changes);
  if (!isWide(affected)) return concerned(affected, []);
  const before = program.targetsOf(await desired.catalogue(base));
  const after = program.targetsOf(await desired.catalogue(tree));
  return concerned(affected, [...before, ...after]);
}
