// What still runs for a target where nothing is wanted any more.

import type { Observed } from '../../resources/resource.ts';
import type { Situation } from './look.ts';

/** Resources of ours in regions that Git no longer names; all of them when the target's file was removed. */
export function leftovers({
  asked,
  observed,
}: Pick<Situation, 'asked' | 'observed'>): readonly Observed[] {
  const wanted = new Set(
    asked.type === 'release' ? asked.compiled.resources.map(({ region }) => region) : [],
  );
  return observed.filter((seen) => seen.owned && seen.region !== null && !wanted.has(seen.region));
}
