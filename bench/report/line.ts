// One line of the result: what was measured, the floor beside it, the aim.

import { type Summary, ratios, summarize } from '../measure/statistics.ts';

export type Unit = 'ms' | 's' | 'MiB' | '/s' | 'requests' | 'times';

export interface Figure {
  readonly what: string;
  readonly unit: Unit;
  readonly summary: Summary;
}

/** Held against the ratio to the floor, or against the median itself. */
export interface Aim {
  readonly of: 'ratio' | 'value';
  readonly atMost: number;
}

export interface Line {
  /** The part of the benchmark, as it is chosen on the command line. */
  readonly part: string;
  /** What the line is about, in a few words. */
  readonly what: string;
  /** `3000 x 3`; empty where size plays no part. */
  readonly size: string;
  readonly unit: Unit;
  readonly measured: Summary;
  readonly floor: Figure | null;
  /** Round by round; null without a floor in the same unit. */
  readonly ratio: Summary | null;
  readonly aim: Aim | null;
  /** Null without an aim. */
  readonly met: boolean | null;
  readonly note: string;
}

export interface NewLine {
  readonly part: string;
  readonly what: string;
  readonly size?: string;
  readonly unit: Unit;
  readonly measured: readonly number[];
  /** As many figures as were measured, each taken right beside its own. */
  readonly floor?: {
    readonly what: string;
    readonly unit?: Unit;
    readonly figures: readonly number[];
  };
  readonly aim?: Aim;
  readonly note?: string;
}

export function lineOf(wish: NewLine): Line {
  const measured = summarize(wish.measured);
  const ratio =
    wish.floor === undefined ? null : summarize(ratios(wish.measured, wish.floor.figures));
  const aim = wish.aim ?? null;
  return {
    part: wish.part,
    what: wish.what,
    size: wish.size ?? '',
    unit: wish.unit,
    measured,
    floor:
      wish.floor === undefined
        ? null
        : {
            what: wish.floor.what,
            unit: wish.floor.unit ?? wish.unit,
            summary: summarize(wish.floor.figures),
          },
    ratio,
    aim,
    met: aim === null ? null : isMet(aim, measured, ratio),
    note: wish.note ?? '',
  };
}

function isMet(aim: Aim, measured: Summary, ratio: Summary | null): boolean {
  if (aim.of === 'value') return measured.median <= aim.atMost;
  if (ratio === null) throw new Error('an aim for a ratio needs a floor');
  return ratio.median <= aim.atMost;
}
