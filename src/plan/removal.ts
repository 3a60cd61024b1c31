// Taking a target away for good, the last thing that was built first.

import { addressOf } from '../resources/address.ts';
import type { Kind } from '../resources/kinds.ts';
import { restsOn } from '../resources/kinds.ts';
import type { Observed } from '../resources/resource.ts';
import { differences } from './difference.ts';
import { effectOfRemoval } from './effects.ts';
import { removalWaves } from './order.ts';
import type { Removed } from './park.ts';
import type { Plan, Standing, Step } from './plan.ts';

/** Removes what was observed and is ours. What is not ours is passed over, as if it were not there. */
export function planRemoval({ target, intent, observed }: Removed): Plan {
  const mine = observed.filter((thing) => thing.owned && thing.target === target);
  const steps = mine.map((thing) => removalStep(thing, mine));
  return { target, intent, waves: removalWaves(steps), unchanged: [], foreign: [] };
}

function removalStep(before: Observed, observed: readonly Observed[]): Step {
  const { kind, address, target, region } = before;
  const step = {
    kind,
    address,
    target,
    region,
    action: 'delete',
    before,
    after: null,
    differences: differences(before.spec, null),
    effects: [effectOfRemoval(before)],
    standing: standingOf(before, observed),
    revision: null,
  };
  return step as Step;
}

/** Waits for what rests on it. */
function standingOf({ kind, target, region }: Observed, observed: readonly Observed[]): Standing {
  const above = observed.find(
    (other) => rests(other.kind, kind) && (region === null || other.region === region),
  );
  return above === undefined
    ? { state: 'ready' }
    : { state: 'waiting', on: addressOf(target, above.kind, above.region) };
}

function rests(upper: Kind, lower: Kind): boolean {
  const below: readonly Kind[] = restsOn[upper];
  return below.includes(lower);
}
