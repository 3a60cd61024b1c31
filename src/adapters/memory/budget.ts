// The budget in memory: the same promises as the one in SQL, for one process alone.

import type { Budget } from '../../ports/budget.ts';
import type { Clock } from '../../ports/clock.ts';

export function createMemoryBudget(clock: Clock): Budget {
  /** When all that was taken will have come back, in milliseconds since the epoch. */
  const spent = new Map<string, number>();
  return {
    async take(name, { perMinute, burst }) {
      const each = 60_000 / perMinute;
      const now = clock.now().getTime();
      const until = Math.min(Math.max(spent.get(name) ?? now, now), now + burst * each);
      const waitMs = until - (burst - 1) * each - now;
      spent.set(name, waitMs > 0 ? until : until + each);
      return Math.max(0, Math.ceil(waitMs));
    },
  };
}
