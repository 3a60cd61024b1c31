// Who asked for rest or does not answer is left alone; afterwards one caller asks first.

import type { Calls } from '../../ports/calls.ts';
import type { Clock } from '../../ports/clock.ts';
import { boundedRest } from '../../ports/retry-after.ts';

/** How long the others wait for the one that asks first: longer than any look may take. */
const ASKING_MS = 15_000;
/** What it found may be known this soon. */
const SOON_MS = 1_000;
const PARTIES = 1_000;

interface Rest {
  /** Milliseconds of the epoch. */
  readonly until: number;
  /** The rest is over, and somebody finds out whether the party answers again. */
  readonly asked: boolean;
}

export function createRests({
  now,
}: Pick<Clock, 'now'>): Pick<Calls, 'leaveAlone' | 'restMs' | 'answered'> {
  const rests = new Map<string, Rest>();
  return {
    leaveAlone(party, ms) {
      const known = rests.get(party);
      const earlier = known === undefined || known.asked ? 0 : known.until;
      rests.delete(party);
      rests.set(party, {
        until: Math.max(now().getTime() + boundedRest(ms), earlier),
        asked: false,
      });
      const [oldest] = rests.keys();
      if (rests.size > PARTIES && oldest !== undefined) rests.delete(oldest);
    },
    restMs(party) {
      const rest = rests.get(party);
      if (rest === undefined) return 0;
      const at = now().getTime();
      const leftMs = rest.until - at;
      if (leftMs > 0) return rest.asked ? Math.min(SOON_MS, leftMs) : leftMs;
      rests.set(party, { until: at + ASKING_MS, asked: true });
      return 0;
    },
    answered(party) {
      // An answer to what was sent before does not take back that the party asked for rest since.
      if (rests.get(party)?.asked === true) rests.delete(party);
    },
  };
}
