// A stored change has the time of it and, from that, another etag.

import { timestamp } from '../../google/serve/stamps.ts';
import type { ServiceState } from '../messages.ts';
import { serviceName } from '../names.ts';

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
