// Durations as people write them: `10s`, `30m`, `2h`, `7d`.

const MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a duration that the schema has let through; anything else is a bug of ours and throws. */
export function durationMs(text: string): number {
  const [, amount, unit = ''] = /^([0-9]+)([smhd])$/.exec(text) ?? [];
  const milliseconds = MILLISECONDS[unit];
  if (amount === undefined || milliseconds === undefined)
    throw new Error(`not a duration: ${text}`);
  return Number(amount) * milliseconds;
}
