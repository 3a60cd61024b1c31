// How much a queue holds, counted by kind and state.

import type { Depth } from '../../ports/queue.ts';
import { byText } from '../../resources/text-order.ts';

interface Counted extends Pick<Depth, 'pass' | 'state'> {
  /** Milliseconds for which it could run; below 0 where it cannot yet. */
  readonly lateMs: number;
}

/** What `Queue.depth` promises. */
export function countDepth(rows: readonly Counted[]): readonly Depth[] {
  const counted = new Map<string, Depth>();
  for (const { pass, state, lateMs } of rows) {
    const id = `${pass} ${state}`;
    const known = counted.get(id) ?? { pass, state, count: 0, oldestMs: 0 };
    const oldestMs = state === 'due' ? Math.max(known.oldestMs, lateMs) : 0;
    counted.set(id, { ...known, count: known.count + 1, oldestMs });
  }
  return [...counted].sort(([a], [b]) => byText(a, b)).map(([, depth]) => depth);
}
