// How far a plan is, for whoever carries it out.

import type { Plan } from './plan.ts';

/** Nothing to change and nothing in the way. */
export function planEmpty(plan: Plan): boolean {
  return plan.waves.length === 0 && plan.foreign.length === 0;
}

/**
 * `done`: the world is as wished. `failed`: a step cannot go on, or something that is not ours is in the way.
 * `advancing`: look again after a while.
 */
export function planState(plan: Plan): 'done' | 'failed' | 'advancing' {
  if (planEmpty(plan)) return 'done';
  if (plan.foreign.length > 0) return 'failed';
  return plan.waves.flat().some((step) => step.standing.state === 'failed')
    ? 'failed'
    : 'advancing';
}
