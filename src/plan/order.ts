// What goes first: waves that follow from what rests on what.

import type { Kind } from '../resources/kinds.ts';
import { restsOn } from '../resources/kinds.ts';
import { byText } from '../resources/text-order.ts';
import type { Plan, Step } from './plan.ts';

/** Foundations first; within a wave by address. */
export function waves(steps: readonly Step[]): Plan['waves'] {
  const byDepth = new Map<number, Step[]>();
  for (const step of steps) {
    const wave = byDepth.get(depth(step.kind)) ?? [];
    byDepth.set(depth(step.kind), [...wave, step]);
  }
  return [...byDepth.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, wave]) => wave.sort((a, b) => byText(a.address, b.address)));
}

function depth(kind: Kind): number {
  const below: readonly Kind[] = restsOn[kind];
  return below.length === 0 ? 0 : 1 + Math.max(...below.map(depth));
}
