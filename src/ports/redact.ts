// Takes out what must not be read. Whatever leaves as a log line, an answer, an error or a comment comes through here.

import { secretShapes } from './secret-shapes.ts';
import { isSensitive } from './sensitive.ts';

const REDACTED = '[redacted]';

/** Members and headers whose value is a secret, whatever it looks like. */
const SECRET_NAME =
  /token|secret|password|passphrase|authorization|private|cookie|signature|api-?key/i;

/** A longer text says no more; it would only fill the log. */
const LONGEST_TEXT = 16_384;

/** Errors of client libraries hold requests that hold clients. */
const DEEPEST = 8;

/** The text without secrets. Words, addresses, digests and commits stay as they are. */
export function redactText(text: string): string {
  return secretShapes.reduce((left, secret) => left.replace(secret, `$1${REDACTED}`), text);
}

/**
 * A copy without secrets, ready for JSON: long texts shortened, errors as their name, code, message and causes,
 * bytes as their number. Bears values that hold themselves.
 */
export function redact(value: unknown, above: readonly unknown[] = []): unknown {
  if (typeof value === 'string') return shortened(redactText(value));
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[again]';
  if (above.length >= DEEPEST) return '[deeper]';
  const inside = [...above, value];
  if (value instanceof Error) return redactError(value, inside);
  if (value instanceof Date || value instanceof URL) return redact(String(value), inside);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (isSensitive(value)) return value.toJSON();
  if (value instanceof Map || value instanceof Set) return redact([...value], inside);
  if (Array.isArray(value)) return value.map((_member, at) => redactItem(value, at, inside));
  return redactMembers(value, inside);
}

function redactMembers(value: object, above: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      SECRET_NAME.test(key) ? withoutTexts(member, above) : redact(member, above),
    ]),
  );
}

/** An error without a hint and without somebody else's code is one that nobody foresaw: its stack says where our bug is. */
function redactError(error: Error, above: readonly unknown[]): unknown {
  const { name, message, stack, cause } = error;
  const { code, hint } = error as { code?: unknown; hint?: unknown };
  const foreign = typeof code === 'string' && !code.startsWith('ERR_');
  const ours = above.length === 1 && hint === undefined && !foreign;
  return redactMembers(
    {
      name,
      ...(code === undefined ? {} : { code }),
      message,
      ...(ours ? { stack } : {}),
      ...(cause === undefined ? {} : { cause }),
    },
    above,
  );
}

function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  return `${text.slice(0, LONGEST_TEXT)}… (${text.length - LONGEST_TEXT} more)`;
}

/** Raw headers are lists in which a name stands before its value. */
function redactItem(list: readonly unknown[], at: number, above: readonly unknown[]): unknown {
  const name = list[at - 1];
  const isHeader = typeof name === 'string' && /^[\w-]+$/.test(name) && SECRET_NAME.test(name);
  return isHeader && typeof list[at] === 'string' ? REDACTED : redact(list[at], above);
}

/** A secret, or a list of them; what is below it by name is looked at as anywhere. */
function withoutTexts(value: unknown, above: readonly unknown[]): unknown {
  if (typeof value === 'string') return REDACTED;
  if (!Array.isArray(value)) return redact(value, above);
  return value.map((member: unknown) =>
    typeof member === 'string' ? REDACTED : redact(member, above),
  );
}
