// The port Calls in one process.

import type { Call, Calls } from '../../ports/calls.ts';
import type { Clock } from '../../ports/clock.ts';
import { createRepeatBudget } from './repeat-budget.ts';
import { createLabels } from './host-labels.ts';
import { createRests } from './resting.ts';

export interface CallsOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Told of every request, its host as a name that is safe and rare enough for a metric. Left out: nobody. */
  readonly observe?: (call: Call) => void;
}

export function createCalls({ clock, observe }: CallsOptions): Calls {
  const repeats = createRepeatBudget();
  const labels = createLabels();
  return {
    ...createRests(clock),
    ended(call) {
      repeats.requested(call.host);
      observe?.({ ...call, host: labels.of(call.host), ms: Math.max(0, Math.round(call.ms)) });
    },
    mayRepeat: (host) => repeats.take(host),
  };
}
