// Real git, as Alice and shut off from the machine's configuration.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Rejects with git's words. */
export function gitIn(
  folder: string,
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return run('git', args, {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Alice Moreau',
      GIT_AUTHOR_EMAIL: 'alice@acme.dev',
      GIT_COMMITTER_NAME: 'Alice Moreau',
      GIT_COMMITTER_EMAIL: 'alice@acme.dev',
    },
  });
}
