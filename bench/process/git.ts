// Git for preparing and for floors, without this machine's configuration.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Alice',
    GIT_AUTHOR_EMAIL: 'alice@acme.example',
    GIT_COMMITTER_NAME: 'Alice',
    GIT_COMMITTER_EMAIL: 'alice@acme.example',
  };
}

/** What it prints, trimmed. Throws with what it said where it fails. */
export async function git(dir: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', dir, ...args], {
    env: gitEnvironment(),
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout.trim();
}
