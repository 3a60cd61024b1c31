// What to do with traffic now. One strategy for the time being; this is where stepped ones come.

import type { TemplateHash, TrafficSpec } from '../resources/kinds.ts';

/** `expedited`: all traffic moves at once when the new revision is ready. */
export type Strategy = 'expedited';

export interface RolloutState {
  readonly strategy: Strategy;
  /** Who gets requests now; null when nobody does yet. */
  readonly live: TrafficSpec | null;
  readonly wanted: TemplateHash;
  /** The revision that holds the wanted template. */
  readonly candidate: 'absent' | 'starting' | 'ready' | 'failed';
}

export type Shift =
  /** Leave traffic as it is and look again. */
  | { readonly type: 'hold'; readonly because: string }
  | { readonly type: 'shift'; readonly shares: TrafficSpec['shares'] }
  /** The wanted template has all traffic. */
  | { readonly type: 'done' }
  /** The wanted template failed: `shares` without it, or null where nothing else has traffic. */
  | {
      readonly type: 'roll back';
      readonly shares: TrafficSpec['shares'] | null;
      readonly because: string;
    };

/** Deterministic; never gives traffic to a revision that is not ready. */
export function nextShift({ strategy, live, wanted, candidate }: RolloutState): Shift {
  switch (candidate) {
    case 'absent':
      return { type: 'hold', because: 'there is no revision with the wanted template yet' };
    case 'starting':
      return { type: 'hold', because: 'the new revision is not ready yet' };
    case 'failed':
      return rollBack(live, wanted);
    case 'ready':
      return shareOf(live, wanted) === 100
        ? { type: 'done' }
        : { type: 'shift', shares: stepOf(strategy, wanted) };
  }
}

function stepOf(strategy: Strategy, wanted: TemplateHash): TrafficSpec['shares'] {
  switch (strategy) {
    case 'expedited':
      return [{ template: wanted, percent: 100 }];
  }
}

/** Everything goes to what had most of it besides the failed template. */
function rollBack(live: TrafficSpec | null, wanted: TemplateHash): Shift {
  const because = 'the new revision failed';
  const [most] = (live?.shares ?? [])
    .filter(({ template, percent }) => template !== wanted && percent > 0)
    .sort((a, b) => b.percent - a.percent);
  const shares = most === undefined ? null : [{ template: most.template, percent: 100 }];
  return { type: 'roll back', shares, because };
}

function shareOf(live: TrafficSpec | null, wanted: TemplateHash): number {
  return (live?.shares ?? [])
    .filter(({ template }) => template === wanted)
    .reduce((sum, { percent }) => sum + percent, 0);
}
