// Whether what carries no sign of Runway is nevertheless its own work, with the sign taken off by hand.

import type { Ledger } from '../../ports/ledger.ts';
import type { Target } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';
import { isLineOf } from './progress.ts';

/** A target that is provisioned has few entries: those that failed since, and the one that says what was made. */
const ENTRIES = 20;

/**
 * True when everything under the target's names that is not ours was made by the last converging that was proven, and
 * not removed since. Whoever overwrites a policy or a description whole takes the sign off as well; were that foreign, one
 * such edit would keep all the rest from being healed.
 */
export async function madeBefore(
  ledger: Pick<Ledger, 'history'>,
  target: Target,
  observed: readonly Observed[],
): Promise<boolean> {
  const unmarked = observed.filter((seen) => seen.target === target && !seen.owned);
  if (unmarked.length === 0) return false;
  const history = await ledger.history(target, ENTRIES);
  const last = history.find(
    ({ outcome }) => outcome?.type === 'proven' || outcome?.type === 'removed',
  );
  if (last?.outcome?.type !== 'proven') return false;
  return unmarked.every((seen) =>
    last.progress.some((line) => line.state === 'done' && isLineOf(line, seen)),
  );
}
