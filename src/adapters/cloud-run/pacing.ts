// Writes to a project and region stay within what Google allows; who has to wait is told when it is its turn.

import type { Budget } from '../../ports/budget.ts';
import type { Clock } from '../../ports/clock.ts';
import { Failure } from '../../ports/failure.ts';
import { boundedRest } from '../../ports/retry-after.ts';
import type { RunApi } from './client/api.ts';
import { parentName, type Location } from './translation/wire.ts';

export interface Pace {
  readonly budget: Budget;
  /** For one project and region. */
  readonly writesPerMinute: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** For one project and region, unless the settings say otherwise. */
export const WRITES_PER_MINUTE = 50;

/** The same API, its writes within the budget. A rehearsal counts: Google counts it too. */
export function paced(api: RunApi, pace: Pace): RunApi {
  const turn = createTurns(pace);
  return {
    ...api,
    async create(at, creation) {
      await turn(at, creation.name);
      return api.create(at, creation);
    },
    async update(at, change) {
      await turn(at, change.name);
      return api.update(at, change);
    },
    async remove(at, service, etag) {
      await turn(at, service);
      return api.remove(at, service, etag);
    },
  };
}

/** A turn that nobody has come for by then is given up. */
const MISSED_MS = 10_000;

/**
 * Takes one write from the budget, or throws RUNWAY_RUNTIME_BUSY with the time at which it is this service's turn.
 * Told only when the next write is free, a hundred passes would all come back for it; so turns are given out one
 * after another, first come first served, and whoever comes new stands behind.
 */
function createTurns({ budget, writesPerMinute, clock }: Pace) {
  const limit = { perMinute: writesPerMinute, burst: burstOf(writesPerMinute) };
  const eachMs = 60_000 / writesPerMinute;
  const queues = new Map<string, Map<string, number>>();
  return async (at: Location, service: string): Promise<void> => {
    const name = `cloud-run ${parentName(at)}`;
    const turns = queues.get(name) ?? new Map<string, number>();
    queues.set(name, turns);
    const now = clock.now().getTime();
    for (const [other, turn] of turns) if (turn < now - MISSED_MS) turns.delete(other);
    const mine = turns.get(service);
    if (mine !== undefined && mine > now) throw busy(at, mine - now);
    const behind = mine === undefined && turns.size > 0;
    const waitMs = behind ? eachMs : await budget.take(name, limit);
    turns.delete(service);
    if (waitMs === 0) return;
    // Others may have been given a turn while the store was asked.
    const next = Math.max(now + waitMs, Math.max(now, ...turns.values()) + eachMs);
    turns.set(service, next);
    throw busy(at, next - now);
  };
}

/** A quiet minute saves up for so many at once; with them, no minute has more than a fifth above `perMinute`. */
function burstOf(writesPerMinute: number): number {
  return Math.max(1, Math.floor(writesPerMinute / 5));
}

function busy({ project, region }: Location, ms: number): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_BUSY',
    message: `So much is being changed in ${region} (${project}) that this has to wait for its turn.`,
    hint: 'It goes on by itself. If it is often so, have the quota raised and tell `cloudRun.writesPerMinute`.',
    retry: 'later',
    retryAfterMs: boundedRest(ms),
  });
}
