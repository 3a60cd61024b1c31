// How many lines a patch adds and takes away.

export function lineCounts(hunks: string): {
  readonly additions: number;
  readonly deletions: number;
} {
  const lines = hunks.split('\n');
  const beginningWith = (sign: string): number =>
    lines.filter((line) => line.startsWith(sign)).length;
  return { additions: beginningWith('+'), deletions: beginningWith('-') };
}
