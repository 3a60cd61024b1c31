// Real git that pushes to the sandbox GitHub, and pull requests from what it pushed.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitIn } from '../real-git.ts';
import { platform, type AcmeGitHub } from './acme-github.ts';

export interface Clone {
  /** Pushes one commit on the tip of `from` (main when left out) and answers its sha. */
  push(branch: string, files: Readonly<Record<string, string>>, from?: string): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

export async function cloned(world: AcmeGitHub, user = 'alice', path = platform): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-github-clone-'));
  const git: Clone['git'] = async (...args) => (await gitIn(folder, args)).stdout.trim();
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
