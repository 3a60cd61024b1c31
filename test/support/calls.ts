// Calls that only take notes: as many repeats as anybody likes, nobody left alone.

import type { Call, Calls } from '../../src/ports/calls.ts';

export interface NotedCalls extends Calls {
  readonly noted: Call[];
}

export function notedCalls(): NotedCalls {
  const noted: Call[] = [];
  return {
    noted,
    ended: (call) => void noted.push(call),
    mayRepeat: () => true,
    leaveAlone: () => undefined,
    restMs: () => 0,
    answered: () => undefined,
  };
}
