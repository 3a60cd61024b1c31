// What the targets that are looked at have in regions that their environments have no more.

import type { Sha } from '../../ports/forge.ts';
import type { Observed } from '../../resources/resource.ts';
import { observeDropped } from '../converge/dropped-regions.ts';
import type { Outside } from '../outside.ts';
import type { Look } from './observe-targets.ts';

/** One look for each environment, however many of its targets there are. */
export async function seenInDropped(
  reading: Pick<Outside, 'desired' | 'providers'>,
  { named, looks }: { readonly named: Sha; readonly looks: readonly Look[] },
  signal: AbortSignal,
): Promise<readonly Observed[]> {
  const places = new Map<string, Look['scope']>();
  for (const { scope } of looks) {
    const alone = !places.has(scope.environment);
    places.set(scope.environment, alone ? scope : { ...scope, workload: null });
  }
  const seen = await Promise.all(
    [...places.values()].map((scope) => observeDropped(reading, { named, scope }, signal)),
  );
  return seen.flat();
}
