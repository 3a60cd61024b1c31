// How commands end, and how they say what went wrong.

import { Failure } from '../ports/failure.ts';
import { redactText } from '../ports/redact.ts';

export const EXIT = { done: 0, failed: 1, changes: 2, invalid: 3, usage: 64 } as const;

export const exitCodes = [
  '  0   done, or nothing to do',
  '  1   something outside failed: the message says what, and whether to try again',
  '  2   changes are pending (plan)',
  '  3   documents are invalid: every problem is listed with its line',
  '  64  the command was called wrongly',
].join('\n');

/** Says on standard error what happened and what to do; gives the exit code. Our own bugs keep their stack. */
export function report(error: unknown): number {
  if (error instanceof Failure) {
    process.stderr.write(`${error.code}: ${error.message}\n${error.hint}\n`);
    return error.code === 'RUNWAY_TARGET_UNKNOWN' ? EXIT.usage : EXIT.failed;
  }
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${redactText(words)}\n`);
  return EXIT.failed;
}

/** Writes to standard output: JSON for machines, text for people. */
export function print(out: {
  readonly json: boolean;
  readonly value: unknown;
  readonly text: string;
}): void {
  process.stdout.write(out.json ? `${JSON.stringify(out.value, null, 2)}\n` : out.text);
}
