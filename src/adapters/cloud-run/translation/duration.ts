// Durations as protobuf has them.

/** Seconds of a protobuf duration, which may be text, a number or a Long. */
export function seconds(duration: Duration | null | undefined): number | null {
  if (duration === null || duration === undefined) return null;
  return Number(duration.seconds ?? 0) + (duration.nanos ?? 0) / 1e9;
}

interface Duration {
  readonly seconds?: { toString(): string } | null;
  readonly nanos?: number | null;
}
