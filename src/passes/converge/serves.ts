// Whether callers get what was asked for, as far as can be seen now: marks only tell what was written.

import { planEmpty } from '../../plan/state.ts';
import type { Outside } from '../outside.ts';
import type { Situation } from './look.ts';

/** The wanted template has all traffic in every region; a removed target is parked. */
export function serves({ program }: Pick<Outside, 'program'>, situation: Situation): boolean {
  const { plan } = program.plan(situation, []);
  if (situation.asked.type !== 'release') return planEmpty(plan);
  return plan.foreign.length === 0 && !plan.waves.flat().some(({ kind }) => kind === 'Traffic');
}

/** False while traffic is on its way: the writing of it may have been the last thing before an end. */
export function atRest({ observed }: Situation): boolean {
  return observed.every((seen) => seen.kind !== 'Traffic' || !seen.owned || seen.facts.settled);
}

/** True when the ledger does not know that this intent has come about. */
export function unproven({ latest, intent }: Situation): boolean {
  const outcome = latest?.outcome?.type;
  return latest?.intent !== intent || outcome === 'held' || outcome === 'failed';
}
