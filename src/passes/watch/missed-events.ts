// Webhooks that did not arrive, asked for once more: a re-run or an approval leaves no other trace that a resync would see.

import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Log } from '../../ports/log.ts';

/** How far back the first look after a start goes. */
const FIRST_MS = 30 * 60_000;

/** Each look goes back a little further than the one before it: a delivery is told of only once it has failed, by another's clock, in whole seconds. */
const OVERLAP_MS = 60_000;

/** A forge that does not let us ask is told of once, and changes nothing else. */
export function createMissedEvents({
  forge,
  clock,
  log,
}: {
  readonly forge: Forge;
  readonly clock: Clock;
  readonly log: Log;
}): () => Promise<void> {
  let since = new Date(clock.now().getTime() - FIRST_MS);
  let refused = false;
  return async () => {
    const now = clock.now();
    try {
      const again = await forge.redeliver(since);
      if (again > 0) log.info('webhooks asked for again', { count: again });
      since = new Date(now.getTime() - OVERLAP_MS);
      refused = false;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!refused) log.warn('missed webhooks cannot be asked for', { error });
      refused = true;
    }
  };
}
