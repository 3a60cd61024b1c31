// Logs as JSON lines on standard error, with what must not be read taken out in one place.

import type { Fields, Log } from '../ports/log.ts';
import { redact } from './redact.ts';

export function createLog(write: (line: string) => void, fields: Fields = {}): Log {
  const line = (level: string, message: string, more: Fields = {}): void => {
    const said = redact({ message, ...fields, ...more }) as Fields;
    write(`${JSON.stringify({ at: new Date().toISOString(), level, ...said })}\n`);
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
