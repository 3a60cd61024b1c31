// A log that only takes notes.

import type { Fields, Log } from '../../src/ports/log.ts';

export interface Line {
  readonly message: string;
  readonly fields: Fields;
}

export function recordingLog(lines: Line[] = []): Log {
  const write = (message: string, fields: Fields = {}): void =>
    void lines.push({ message, fields });
  return { info: write, warn: write, error: write, with: () => recordingLog(lines) };
}
