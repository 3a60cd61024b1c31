// A whole process from outside: from the call that starts it until it has ended.

import { spawn } from 'node:child_process';

export interface Ran {
  readonly ms: number;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly timeoutMs: number;
}

export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** All that it prints is read, as a person's terminal would. Throws TookTooLong after killing it. */
export function run({ program, args, cwd, timeoutMs }: Command): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const started = performance.now();
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let late = false;
    const deadline = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.once('error', reject);
    child.once('close', (code) => {
      const ms = performance.now() - started;
      clearTimeout(deadline);
      if (late) {
        reject(new TookTooLong(`${args.join(' ')} had not ended after ${timeoutMs / 1_000} s`));
        return;
      }
      resolve({
        ms,
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      });
    });
  });
}

/** Milliseconds of a run that ended with this code and said what it must; anything else is no measurement. */
export async function timed(
  command: Command,
  must: { readonly code: number; readonly check: (stdout: string) => void },
): Promise<number> {
  const ran = await run(command);
  if (ran.code !== must.code) {
    const said = `${ran.stdout}\n${ran.stderr}`.trim().slice(-1_000);
    throw new Error(`${command.args.join(' ')} ended with ${ran.code}, not ${must.code}:\n${said}`);
  }
  must.check(ran.stdout);
  return ran.ms;
}
