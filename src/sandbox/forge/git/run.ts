// Runs git on a bare repository, shut off from the machine's own configuration.

import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

export interface Ran {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** The only environment that our git processes see. */
export function gitEnvironment(
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  };
}

/** Never rejects for git's own exit code; rejects when git cannot be started. */
export function attempt(
  repository: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-c', 'core.quotePath=false', '-c', 'safe.directory=*', ...args], {
      cwd: repository,
      env: gitEnvironment({ GIT_DIR: repository, ...options.env }),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code: code ?? 1, out: Buffer.concat(out), err: Buffer.concat(err).toString() }),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** Standard output without its last line break. Rejects with git's words when git fails. */
export async function git(
  repository: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  return (await gitBytes(repository, args, options)).toString().replace(/\n$/, '');
}

export async function gitBytes(
  repository: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Buffer> {
  const ran = await attempt(repository, args, options);
  if (ran.code !== 0) throw new Error(`git ${args[0]} failed (${ran.code}): ${ran.err.trim()}`);
  return ran.out;
}
