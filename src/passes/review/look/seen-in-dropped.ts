// What the targets that are looked at have in regions that their environments have no more.

import { Failure } from '../../../ports/failure.ts';
import type { Sha } from '../../../ports/forge.ts';
import type { Observed } from '../../../resources/resource.ts';
import { observeDropped } from '../../converge/dropped-regions.ts';
import type { Outside } from '../../outside.ts';
import type { Look } from './observe-targets.ts';

/** By environment, with one look for each, however many of its targets there are; or why it could not be looked at. */
export async function seenInDropped(
  reading: Pick<Outside, 'desired' | 'providers'>,
  { named, looks }: { readonly named: Sha; readonly looks: readonly Look[] },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Observed[] | Failure>> {
  const places = new Map<string, Look['scope']>();
  for (const { scope } of looks) {
    const alone = !places.has(scope.environment);
    places.set(scope.environment, alone ? scope : { ...scope, workload: null });
  }
  const seen = await Promise.all(
    [...places].map(async ([environment, scope]) => {
      const answer = await observeDropped(reading, { named, scope }, signal).catch(
        (error: unknown) => {
          if (signal.aborted || !(error instanceof Failure)) throw error;
          return error;
        },
      );
      return [environment, answer] as const;
    }),
  );
  return new Map(seen);
}
