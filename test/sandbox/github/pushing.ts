// Real git that pushes to the sandbox GitHub, and pull requests from what it pushed.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { platform, type AcmeGitHub } from './acme-github.ts';

const run = promisify(execFile);

export interface Clone {
  /** Pushes one commit on the tip of `from` (main when left out) and answers its sha. */
  push(branch: string, files: Readonly<Record<string, string>>, from?: string): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

export async function cloned(world: AcmeGitHub, user = 'alice', path = platform): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-github-clone-'));
  const git: Clone['git'] = async (...args) => {
    const { stdout } = await run('git', args, {
      cwd: folder,
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
    return stdout.trim();
  };
  const { port, tokens } = world.github;
  const remote = `http://${user}:${tokens[user] ?? ''}@127.0.0.1:${port}/${path}.git`;
  await git('clone', '--quiet', remote, '.');
  return {
    git,
    async push(branch, files, from = 'origin/main') {
      await git('fetch', '--quiet', '--prune', 'origin');
      await git('checkout', '--quiet', '-B', branch, from);
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      await git('add', '--all');
      await git('commit', '--quiet', '-m', `Change ${Object.keys(files).join(', ')}`);
      await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
      return git('rev-parse', 'HEAD');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Looks until it holds. */
export async function eventually<T>(look: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error('it never came true');
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}
