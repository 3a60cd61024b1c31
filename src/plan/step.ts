// One change of a plan, put together from what differs.

import type { Observed, Resource } from '../resources/resource.ts';
import { effectsOfChange } from './effects.ts';
import type { Action, Difference, Standing, Step } from './plan.ts';

export interface Change {
  readonly action: Exclude<Action, 'remove'>;
  /** What is there at the address of `after`. */
  readonly before: Observed | null;
  readonly after: Resource;
  readonly differences: readonly Difference[];
  readonly standing: Standing;
  readonly revision: string | null;
}

export function stepOf(change: Change): Step {
  const { kind, address, target, region } = change.after;
  const step = { kind, address, target, region, ...change, effects: effectsOfChange(change) };
  // An address names its kind, so `before` and `after` are of one.
  return step as Step;
}

export function removalStep(before: Observed, standing: Standing): Step {
  const { kind, address, target, region } = before;
  const change = { action: 'remove', before, after: null, differences: [] } as const;
  const effects = effectsOfChange(change);
  const step = { kind, address, target, region, ...change, effects, standing, revision: null };
  return step as Step;
}
