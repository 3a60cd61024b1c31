// The bot as a child process of the sandbox: started, watched, started again when it dies.

import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../ports/log.ts';

export interface BotProcess {
  /** Null while it does not run. */
  pid(): number | null;
  start(): void;
  /** Resolves when it has ended; it is not started again until `start`. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const RESTART_MS = 500;

/** Its log goes to `logFile`. A death that nobody asked for is followed by a new start. */
export function createBotProcess(options: {
  readonly settings: string;
  readonly logFile: string;
  readonly log: Log;
  /** Beside this process's own variables. */
  readonly env: Readonly<Record<string, string>>;
}): BotProcess {
  const output = createWriteStream(options.logFile, { flags: 'a' });
  let child: ChildProcess | null = null;
  let wanted = false;

  function start(): void {
    wanted = true;
    if (child !== null) return;
    const started = spawn(
      process.execPath,
      [MAIN, 'serve', '--settings', options.settings, '--program', 'both'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...options.env },
      },
    );
    child = started;
    started.stdout.pipe(output, { end: false });
    started.stderr.pipe(output, { end: false });
    started.once('exit', (code, signal) => {
      child = null;
      options.log.info('bot ended', { code, signal });
      if (wanted) setTimeout(() => wanted && start(), RESTART_MS).unref();
    });
  }

  return {
    pid: () => child?.pid ?? null,
    start,
    async stop(signal) {
      wanted = false;
      const running = child;
      if (running === null) return;
      const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
      running.kill(signal);
      await ended;
    },
  };
}
