// How long the runtime takes with each target's operations: different for each, the same in every run.

import type { OperationLength } from '#runway/adapters/memory/runtime-world.js';
import { indexOf } from '../../world/projects.ts';

export interface Lengths {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** Starting a revision is most of it. */
const START = 0.8;
const GOLDEN = 0.618_034;

/** All operations of one target, one after the other. The first workload has the longest. */
export function wholeMs(index: number, { shortestMs, longestMs }: Lengths): number {
  const part = (index * GOLDEN) % 1;
  return Math.round(longestMs - part * (longestMs - shortestMs));
}

/**
 * What an apply of these targets cannot be faster than: each target's operations follow one another, the targets
 * need not, so it is the longest target's sum.
 */
export function criticalPathMs(targets: number, lengths: Lengths): number {
  return Math.max(...[...Array(targets).keys()].map((index) => wholeMs(index, lengths)));
}

export function lengthsOf(lengths: Lengths): OperationLength {
  return (workload, operation) => {
    const index = indexOf(workload);
    if (index === null) throw new Error(`${workload} is none of the generated workloads`);
    const start = Math.round(wholeMs(index, lengths) * START);
    return operation === 'start a revision' ? start : wholeMs(index, lengths) - start;
  };
}
