// What every part of the benchmark gets: how large, where to work, and where to put what it found.

import type { NewLine } from './report/line.ts';
import type { GeneratedRepository } from './repository/generate.ts';

export interface Scale {
  /** Workloads of the generated repositories, ascending; each has three environments. */
  readonly sizes: readonly number[];
  /** Counted rounds of short measurements. */
  readonly rounds: number;
  /** No further round of one measurement is begun after this. */
  readonly budgetMs: number;
  /** Merge requests that a resident bot plans, the first of them only to warm it up. */
  readonly warm: { readonly warmUp: number; readonly rounds: number };
  readonly webhook: {
    readonly perSecond: number;
    readonly seconds: number;
    readonly rounds: number;
  };
  readonly image: { readonly mebibytes: number; readonly rounds: number };
  readonly apply: {
    readonly targets: number;
    /** Lengths of the runtime's operations. */
    readonly shortestMs: number;
    readonly longestMs: number;
  };
  readonly memory: { readonly workloads: number; readonly reviews: number };
}

export const FULL: Scale = {
  sizes: [10, 100, 1_000, 3_000],
  rounds: 9,
  budgetMs: 12_000,
  warm: { warmUp: 6, rounds: 15 },
  webhook: { perSecond: 200, seconds: 4, rounds: 3 },
  image: { mebibytes: 50, rounds: 5 },
  apply: { targets: 100, shortestMs: 5_000, longestMs: 20_000 },
  memory: { workloads: 3_000, reviews: 100 },
};

/** Small enough to see in a minute that everything runs. Its figures say little. */
export const QUICK: Scale = {
  sizes: [3, 30],
  rounds: 2,
  budgetMs: 2_000,
  warm: { warmUp: 1, rounds: 2 },
  webhook: { perSecond: 50, seconds: 1, rounds: 1 },
  image: { mebibytes: 2, rounds: 1 },
  apply: { targets: 3, shortestMs: 300, longestMs: 900 },
  memory: { workloads: 3, reviews: 3 },
};

export interface Setting {
  readonly scale: Scale;
  /** Flags of Node for every process that is measured. */
  readonly flags: readonly string[];
  /** An empty folder, removed at the end. */
  readonly dir: string;
  /** Made once, proven valid, and shared by all parts. */
  readonly repository: (workloads: number) => Promise<GeneratedRepository>;
  readonly add: (line: NewLine) => void;
  /** Something that this machine lacks: said loudly, and no failure. */
  readonly skip: (what: string, why: string) => void;
  /** One measurement; when it throws, it is told as failed, and the others go on. */
  readonly attempt: (what: string, work: () => Promise<void>) => Promise<void>;
  readonly progress: (words: string) => void;
}

export type Part = (setting: Setting) => Promise<void>;
