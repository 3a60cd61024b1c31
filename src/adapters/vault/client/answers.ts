// Answers of Vault, of which nothing is believed that is not there.

import type { Lease } from './leases.ts';
import { Unanswered } from './transport.ts';

export type Data = Readonly<Record<string, unknown>>;

/** `data` of an envelope. What has none does not come from Vault. */
export function dataIn(answer: unknown): Data {
  const data = objectIn(objectIn(answer)?.['data']);
  if (data === null) throw new Unanswered('what came back is not an answer of Vault', false);
  return data;
}

export function objectIn(value: unknown): Data | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Data) : null;
}

/** Empty where it is no text. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** What a login or a renewal gives. */
export function leaseIn(answer: unknown): Lease {
  const auth = objectIn(objectIn(answer)?.['auth']);
  const token = auth?.['client_token'];
  const seconds = auth?.['lease_duration'];
  if (typeof token !== 'string' || typeof seconds !== 'number')
    throw new Unanswered('what came back has no token', false);
  return { token, seconds, renewable: auth?.['renewable'] === true };
}
