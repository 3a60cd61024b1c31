// Times of changes, as all of Google's APIs keep them: every stored change has a later one than the change before.

import type { protos } from '@google-cloud/run';

/** Microseconds since 1970, strictly growing. */
export type Stamps = () => bigint;

export function createStamps(nowMs: () => number): Stamps {
  let last = 0n;
  return () => {
    const now = BigInt(nowMs()) * 1000n;
    last = now > last ? now : last + 1n;
    return last;
  };
}

export function timestamp(micros: bigint): protos.google.protobuf.ITimestamp {
  return { seconds: String(micros / 1_000_000n), nanos: Number(micros % 1_000_000n) * 1000 };
}
