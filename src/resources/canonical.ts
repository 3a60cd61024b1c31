// One text for equal values, so that equal things have equal digests.

import { hash } from 'node:crypto';
import { byText } from './text-order.ts';

/** JSON with sorted keys; `undefined` members are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') return canonicalObject(value as Members);
  return JSON.stringify(value ?? null);
}

type Members = Readonly<Record<string, unknown>>;

/** One text that grows: a plan makes thousands of them, and each has some fifty members. */
function canonicalObject(value: Members): string {
  let members = '';
  for (const key of Object.keys(value).sort(byText)) {
    const member = value[key];
    if (member === undefined) continue;
    const separator = members === '' ? '' : ',';
    members += `${separator}${JSON.stringify(key)}:${canonical(member)}`;
  }
  return `{${members}}`;
}

/** The first `length` hexadecimal characters of the SHA-256 of the canonical text. */
export function digestOf(value: unknown, length: number): string {
  return hash('sha256', canonical(value)).slice(0, length);
}
