// The plan of a target as it stands: what is wanted, and what is left over and to be parked.

import { parkedResources, planParking } from '../../plan/park.ts';
import { planTarget } from '../../plan/plan-target.ts';
import type { Plan } from '../../plan/plan.ts';
import { planRetention } from '../../plan/retention.ts';
import { withCopies } from '../../plan/secret-versions.ts';
import type { Resource } from '../../resources/resource.ts';
import { leftovers } from './leftovers.ts';
import type { Situation } from './look.ts';

export interface PlannedSituation {
  readonly desired: readonly Resource[];
  readonly plan: Plan;
}

/** `tried` are the revisions that this converging has made: only their failure is its failure. */
export function planSituation(
  situation: Pick<Situation, 'target' | 'intent' | 'asked' | 'observed'>,
  tried: readonly string[],
): PlannedSituation {
  const { target, intent, asked, observed } = situation;
  const wanted = asked.type === 'release' ? asked.compiled.resources : [];
  const left = leftovers(situation);
  const going = planTarget({
    target,
    intent,
    desired: wanted,
    observed,
    tried: new Set(tried),
    surplus: 'left',
    adopt: false,
  });
  const parking = planParking({ target, intent, observed: left });
  const mine = observed.filter((seen) => seen.target === target);
  const unneeded =
    asked.type === 'release' && going.foreign.length === 0
      ? planRetention({ desired: withCopies(wanted, mine), observed: mine, waves: going.waves })
      : [];
  return {
    desired: [...wanted, ...parkedResources(left)],
    plan: {
      ...going,
      waves: [...going.waves, ...parking.waves, ...(unneeded.length > 0 ? [unneeded] : [])],
      unchanged: [...going.unchanged, ...parking.unchanged],
      foreign: [...going.foreign, ...parking.foreign],
    },
  };
}

export interface FailedStep {
  readonly region: string | null;
  readonly revision: string | null;
  /** In the runtime's words. */
  readonly message: string;
}

/** The first step that cannot go on; null when all can. */
export function failedStep(plan: Plan): FailedStep | null {
  for (const { region, revision, standing } of plan.waves.flat()) {
    if (standing.state === 'failed') return { region, revision, message: standing.message };
  }
  return null;
}
