// A target whose file was removed: nobody can call it, nothing is kept running, all of it is still there.

import type { Target } from '../resources/address.ts';
import type { Observed, Resource } from '../resources/resource.ts';
import { differences } from './difference.ts';
import { waves } from './order.ts';
import type { Plan, Step } from './plan.ts';
import { stepOf } from './step.ts';

export interface Removed {
  readonly target: Target;
  readonly intent: string;
  readonly observed: readonly Observed[];
}

/** What parked things look like, for those that are ours; everything not named here stays as it is. */
export function parkedResources(observed: readonly Observed[]): Resource[] {
  return observed.filter(({ owned }) => owned).flatMap((thing) => parked(thing) ?? []);
}

/** Never makes a revision and never moves traffic, so every step may go at once. */
export function planParking({ target, intent, observed }: Removed): Plan {
  const mine = observed.filter((thing) => thing.target === target);
  const steps: Step[] = [];
  const unchanged: Resource['address'][] = [];
  for (const after of parkedResources(mine)) {
    const before = mine.find(({ address }) => address === after.address) ?? null;
    const found = differences(before?.spec ?? null, after.spec);
    if (found.length === 0) unchanged.push(after.address);
    else steps.push(parkingStep(before, after, mine));
  }
  return {
    target,
    intent,
    waves: waves(steps),
    unchanged: unchanged.sort(),
    foreign: [],
  };
}

function parked(thing: Observed): Resource | null {
  const { address, target, region } = thing;
  if (thing.kind === 'Service') {
    const spec = { ...thing.spec, scaling: { ...thing.spec.scaling, minInstances: 0 } };
    return { kind: thing.kind, address, target, region, spec };
  }
  if (thing.kind === 'Endpoint') {
    const spec = { ingress: 'internal', invokerCheck: true } as const;
    return { kind: thing.kind, address, target, region, spec };
  }
  return null;
}

function parkingStep(
  before: Observed | null,
  after: Resource,
  observed: readonly Observed[],
): Step {
  const { kind, region } = after;
  return stepOf({
    action: 'park',
    before,
    after,
    differences: differences(before?.spec ?? null, after.spec),
    standing: { state: 'ready' },
    revision: kind === 'Service' ? serving(observed, region) : null,
  });
}

function serving(observed: readonly Observed[], region: string | null): string | null {
  for (const thing of observed) {
    if (thing.kind !== 'Traffic' || thing.region !== region) continue;
    const [most] = [...thing.facts.routes].sort((a, b) => b.percent - a.percent);
    return most?.revision ?? null;
  }
  return null;
}
