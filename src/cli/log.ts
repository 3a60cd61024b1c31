// Logs as JSON lines on standard error, with what must not be read taken out in one place.

import type { Fields, Log } from '../ports/log.ts';

const SECRET_FIELD = /token|secret|password|authorization|private/i;
/** Credentials in addresses, bearer tokens, and the forge's own token prefixes. */
const SECRET_TEXT =
  /(\/\/[^/\s:@]+:)[^@\s/]+@|(bearer\s+)[\w.~+/-]+=*|\b(?:glpat|gldt|ghp|ghs|hvs)[-_.][\w.-]{8,}/gi;

export function createLog(write: (line: string) => void, fields: Fields = {}): Log {
  const line = (level: string, message: string, more: Fields = {}): void => {
    const data = redact({ ...fields, ...more }) as Fields;
    write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...data })}\n`);
  };
  return {
    info: (message, more) => line('info', message, more),
    warn: (message, more) => line('warn', message, more),
    error: (message, more) => line('error', message, more),
    with: (more) => createLog(write, { ...fields, ...more }),
  };
}

export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
};

function redact(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(SECRET_TEXT, '$1$2[redacted]');
  if (value instanceof Error)
    return redact({ name: value.name, message: value.message, stack: value.stack });
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      SECRET_FIELD.test(key) && typeof member === 'string' ? '[redacted]' : redact(member),
    ]),
  );
}
