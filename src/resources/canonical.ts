// One text for equal values, so that equal things have equal digests.

import { createHash } from 'node:crypto';
import { byText } from './text-order.ts';

/** JSON with sorted keys; `undefined` members are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => byText(a, b))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The first `length` hexadecimal characters of the SHA-256 of the canonical text. */
export function digestOf(value: unknown, length: number): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, length);
}
