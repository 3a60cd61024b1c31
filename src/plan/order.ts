// What goes first: waves that follow from what rests on what.

import type { Kind } from '../resources/kinds.ts';
import { restsOn } from '../resources/kinds.ts';
import { byText } from '../resources/text-order.ts';
import type { Plan, Step } from './plan.ts';

/** Foundations first, and within a kind as it is written. */
export const kinds: readonly Kind[] = (Object.keys(restsOn) as Kind[]).sort(
  (a, b) => depth(a) - depth(b),
);

/** Foundations first; within a wave by address. Removals come last, and what rests on nothing goes last of all. */
export function waves(steps: readonly Step[]): Plan['waves'] {
  const byPlace = new Map<number, Step[]>();
  for (const step of steps) {
    const wave = byPlace.get(placeOf(step)) ?? [];
    byPlace.set(placeOf(step), [...wave, step]);
  }
  return [...byPlace.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, wave]) => wave.sort((a, b) => byText(a.address, b.address)));
}

function placeOf({ kind, action }: Step): number {
  return action === 'remove' ? 2 * kinds.length - depth(kind) : depth(kind);
}

function depth(kind: Kind): number {
  const below: readonly Kind[] = restsOn[kind];
  return below.length === 0 ? 0 : 1 + Math.max(...below.map(depth));
}
