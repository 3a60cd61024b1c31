// A process that cannot outlive the sandbox, whatever ends the sandbox.

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HostCommand } from './isolation.ts';

export interface Child {
  readonly pid: number;
  /** Resolves when the program has ended by itself or was stopped. Never rejects. */
  readonly exited: Promise<void>;
  /** Asks it to end, and kills it and all that it started when it does not within the grace time. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Runs the program in a process group of its own and watches its standard input, which is a pipe from us.
 * A line means: ask the program to end. The end of the pipe, which the kernel brings about
 * even when we are killed, means: kill the whole group.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
( while read -r _; do kill -s TERM $program 2>/dev/null; done; kill -s KILL -- -$$ ) <&3 >/dev/null 2>&1 &
exec 3<&-
wait $program
code=$?
kill -s KILL $! 2>/dev/null
exit $code
`;

/** Its output is appended to the log file. */
export function startChild(command: HostCommand, logFile: string): Child {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn('/bin/sh', ['-c', GUARD, 'guard', ...command.line], {
    cwd: command.cwd,
    env: command.environment,
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  child.stdin?.on('error', () => undefined);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    exited: exited.then(() => kill(pid)),
    async stop(graceMs) {
      child.stdin?.write('stop\n');
      const late = setTimeout(() => child.stdin?.end(), graceMs);
      await exited;
      clearTimeout(late);
      kill(pid);
    },
  };
}

/** What the program left behind in its group. */
function kill(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of the group: that is what was wanted.
  }
}
