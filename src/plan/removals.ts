// What is ours and no longer wanted: taken away in the reverse of the order in which it was made.

import { restsOn, type Kind } from '../resources/kinds.ts';
import type { Target } from '../resources/address.ts';
import type { Observed, Resource } from '../resources/resource.ts';
import type { Standing, Step } from './plan.ts';
import { removalStep } from './step.ts';

interface Surroundings {
  readonly target: Target;
  readonly desired: readonly Resource[];
  readonly observed: readonly Observed[];
}

/**
 * A step each for what is observed, ours, and not desired; what others rest on waits for them. Where nothing is
 * desired, all waits for what is in use: whoever takes that away needs the accounts, and until then it needs its images.
 */
export function removals({ target, desired, observed }: Surroundings): readonly Step[] {
  const wanted = new Set(desired.map(({ address }) => address));
  const surplus = observed.filter(
    (seen) => seen.target === target && seen.owned && !wanted.has(seen.address),
  );
  const used = desired.length > 0 ? undefined : surplus.find(isInUse);
  return surplus.map((seen) =>
    removalStep(
      seen,
      used === undefined || isInUse(seen)
        ? standingOf(seen, surplus)
        : { state: 'waiting', on: used.address },
    ),
  );
}

function isInUse(seen: Observed): boolean {
  return seen.kind === 'ParkedService' && seen.facts.inUse;
}

function standingOf(seen: Observed, surplus: readonly Observed[]): Standing {
  if (isInUse(seen)) {
    return { state: 'under way', message: 'what was deployed to it is not removed yet' };
  }
  const above = surplus.find(({ kind }) => (restsOn[kind] as readonly Kind[]).includes(seen.kind));
  return above === undefined ? { state: 'ready' } : { state: 'waiting', on: above.address };
}
