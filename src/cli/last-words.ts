// What is left behind of a process that ends against its will: a reason without secrets, and none of its memory.

import { writeFileSync } from 'node:fs';
import { report } from './exit.ts';

/** Which parts of its memory the kernel writes to a core dump; no bit, no part: core(5). */
const FILTER = '/proc/self/coredump_filter';

/** Values of secrets pass through the memory of whoever copies them. */
export function leaveNoMemory(filter = FILTER): void {
  try {
    writeFileSync(filter, '0');
  } catch {
    // Not Linux, or /proc is closed. The limit for dumps is then what keeps them away: docs/operating.md.
  }
}

/** Left to itself, Node would print every member of the error: requests, answers, headers. */
export function crashInWords(): void {
  process.on('uncaughtException', (error) => process.exit(report(error)));
}
