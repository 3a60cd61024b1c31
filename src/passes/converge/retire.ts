// A target that is in step with Git: nothing to do but to remember it, and to remove what was parked long enough.

import { remove } from '../../engine/remove.ts';
import { isMaking } from '../../plan/plan.ts';
import { nextDestruction, planDestruction } from '../../plan/retention.ts';
import { planEmpty } from '../../plan/state.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Outside } from '../outside.ts';
import type { PassResult } from '../pass.ts';
import { admit } from './admit.ts';
import { leftovers } from './leftovers.ts';
import type { Situation } from './look.ts';
import { unproven } from './serves.ts';
import { passOn, settle } from './settle.ts';

/** How soon to see whether a removal has gone through. */
const SOON_MS = 500;

/**
 * Nothing is to be done: all that is there is as wanted, where a program heals. Else the last change of this intent was
 * written everywhere, and from here on live state that differs is drift and is left alone.
 */
export function inStep({ program }: Outside, situation: Situation): boolean {
  const { asked, observed, intent, latest } = situation;
  if (latest !== null && latest.outcome === null) return false;
  if (program.heals) return planEmpty(program.plan(situation, []).plan);
  const marks = observed.flatMap((seen) =>
    seen.kind === 'Service' && seen.owned ? [seen.facts.marks] : [],
  );
  const regions = asked.type === 'release' ? regionsOf(asked.compiled.resources) : [];
  const everywhere = regions.every((region) =>
    observed.some((seen) => seen.kind === 'Service' && seen.region === region && seen.owned),
  );
  return (
    marks.length > 0 &&
    everywhere &&
    marks.every((mark) => mark.intent === intent && mark.hold === null)
  );
}

export async function retire(
  outside: Outside,
  situation: Situation,
  signal: AbortSignal,
): Promise<PassResult> {
  const { scope } = situation;
  if (unproven(situation)) {
    await settle(outside, { situation, convergence: await admit(outside, situation) });
  } else await passOn(outside, situation);
  const now = outside.clock.now();
  const due = leftovers(situation).filter((seen) => removalTime(seen, situation) <= now.getTime());
  const services = due.filter(({ kind }) => kind === 'Service');
  for (const observed of services) {
    if (scope === null) break;
    const { target, region } = observed;
    await remove(outside.providers, { scope, observed }, signal);
    outside.log.info('parked target removed', { target, region });
  }
  if (services.length > 0) return { again: new Date(now.getTime() + SOON_MS) };
  await destroyUnneeded(outside, situation, signal);
  return { again: dueRemoval(situation, now) };
}

/** Copies of secrets that were disabled long enough ago, as it was shown then. */
async function destroyUnneeded(
  outside: Outside,
  { scope, observed, graceMs, target }: Situation,
  signal: AbortSignal,
): Promise<void> {
  const steps = planDestruction(observed, { now: outside.clock.now(), graceMs });
  if (scope === null || steps.length === 0) return;
  for (const provider of outside.providers.filter(({ kinds }) => kinds.includes('Secret'))) {
    const at = { scope, target, region: null, marks: {}, before: null, adopt: false };
    await provider.apply({ ...at, steps: steps.filter(isMaking) }, signal);
  }
  outside.log.info('unneeded versions destroyed', { target });
}

/** When the next parked leftover is to be removed, or null. */
export function dueRemoval(situation: Situation, now: Date): Date | null {
  const times = leftovers(situation)
    .map((seen) => removalTime(seen, situation))
    .concat(nextDestruction(situation.observed, situation.graceMs))
    .filter((time) => time > now.getTime() && Number.isFinite(time));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function removalTime(seen: Observed, { graceMs, observed }: Situation): number {
  const service = observed.find(
    (other) => other.kind === 'Service' && other.region === seen.region,
  );
  const parkedAt = service?.kind === 'Service' ? service.facts.marks.parkedAt : null;
  return parkedAt === null ? Number.POSITIVE_INFINITY : Date.parse(parkedAt) + graceMs;
}

function regionsOf(resources: readonly { readonly region: string | null }[]): readonly string[] {
  return [...new Set(resources.flatMap(({ region }) => region ?? []))];
}
