// Logs as JSON lines on standard error, each with what set it off, and without what must not be read.

import type { Fields, Log } from '../ports/log.ts';
import { currentTrace } from '../ports/trace.ts';
import { redact } from '../ports/redact.ts';

export function createLog(write: (line: string) => void, fields: Fields = {}): Log {
  const line = (level: string, message: string, more: Fields = {}): void => {
    const said = redact({ message, ...fields, ...more }) as Fields;
    const trace = currentTrace();
    const set = { at: new Date().toISOString(), level, ...(trace === null ? {} : { trace }) };
    write(`${JSON.stringify({ ...set, ...said })}\n`);
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
