// Every stored change gets a later time and, from it, another etag.

import type { ServiceState, Timestamp } from '../messages.ts';
import { serviceName } from '../names.ts';

/** Microseconds since 1970, strictly growing. */
export type Stamps = () => bigint;

export function createStamps(nowMs: () => number = Date.now): Stamps {
  let last = 0n;
  return () => {
    const now = BigInt(nowMs()) * 1000n;
    last = now > last ? now : last + 1n;
    return last;
  };
}

export function timestamp(micros: bigint): Timestamp {
  return { seconds: String(micros / 1_000_000n), nanos: Number(micros % 1_000_000n) * 1000 };
}

export function stamped(state: ServiceState, micros: bigint): ServiceState {
  const etag = etagOf(serviceName(state.key), micros);
  return { ...state, service: { ...state.service, updateTime: timestamp(micros), etag } };
}

/** Quotes included, as the real ones come: `"NUMBER/NAME"`, both parts in base 64. */
export function etagOf(name: string, micros: bigint): string {
  const part = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '');
  return `"${part(String(micros))}/${part(name)}"`;
}

/** The number in an etag, or the text itself where it is none of ours. */
export function versionIn(etag: string): string {
  const number = Buffer.from(etag.split('/')[0]?.replace('"', '') ?? '', 'base64').toString();
  return /^[0-9]+$/.test(number) ? number : etag;
}
