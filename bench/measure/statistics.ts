// What a handful of measurements says: the middle and how far they lie apart, never a single run.

export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** How many measurements stand behind it. */
  readonly count: number;
}

/** Throws when there is nothing to sum up, or something that is no number: that is never a measurement. */
export function summarize(values: readonly number[]): Summary {
  const sorted = sortedNumbers(values);
  return {
    median: middle(sorted),
    least: at(sorted, 0),
    most: at(sorted, sorted.length - 1),
    count: sorted.length,
  };
}

/** The smallest value that at least `share` (0 to 1) of all values do not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = sortedNumbers(values);
  const rank = Math.ceil(share * sorted.length);
  return at(sorted, Math.min(sorted.length, Math.max(1, rank)) - 1);
}

/**
 * The ratio of each round: what was measured, by the floor that was measured right beside it. So a machine whose
 * speed drifts slows down both.
 */
export function ratios(measured: readonly number[], floors: readonly number[]): readonly number[] {
  if (measured.length !== floors.length) {
    throw new Error(
      `${measured.length} measurements cannot be held against ${floors.length} floors`,
    );
  }
  return measured.map((value, round) => {
    const floor = floors[round] ?? 0;
    if (!(floor > 0)) throw new Error(`a floor of ${floor} is none`);
    return value / floor;
  });
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return at(sorted, half);
  return (at(sorted, half - 1) + at(sorted, half)) / 2;
}

function sortedNumbers(values: readonly number[]): readonly number[] {
  if (values.length === 0) throw new Error('nothing was measured');
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new Error(`${wrong} is no measurement`);
  return [...values].sort((a, b) => a - b);
}

function at(sorted: readonly number[], index: number): number {
  const found = sorted[index];
  if (found === undefined) throw new Error(`there is no value ${index}`);
  return found;
}
