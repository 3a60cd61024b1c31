// A bare origin in a temporary folder, and a person's clone to change it with.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sha } from '../../../src/ports/forge.ts';

export interface TestOrigin {
  /** A folder for whatever the test needs; removed at the end. */
  readonly folder: string;
  readonly bare: string;
  readonly url: string;
  readonly clone: string;
  /** Runs git in the clone and gives its output, trimmed. */
  git(...args: readonly string[]): string;
  /** Writes (or with null removes) files in the clone and commits them; pushes nothing. */
  commit(files: Readonly<Record<string, string | null>>, message?: string): Sha;
  /** Commits on a branch, made anew from `from` when given, and pushes it. */
  push(
    branch: string,
    files: Readonly<Record<string, string | null>>,
    options?: { readonly from?: string; readonly message?: string },
  ): Sha;
  remove(): void;
}

export function createOriginForTests(): TestOrigin {
  const folder = mkdtempSync(join(tmpdir(), 'runway-git-'));
  const bare = join(folder, 'origin.git');
  const clone = join(folder, 'clone');
  run(folder, ['init', '-q', '--bare', '-b', 'main', bare]);
  run(folder, ['init', '-q', '-b', 'main', clone]);
  const git = (...args: readonly string[]) => run(clone, args);
  git('remote', 'add', 'origin', bare);

  function commit(files: Readonly<Record<string, string | null>>, message = 'Change'): Sha {
    for (const [path, text] of Object.entries(files)) {
      const full = join(clone, path);
      mkdirSync(dirname(full), { recursive: true });
      if (text === null) rmSync(full);
      else writeFileSync(full, text);
    }
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD') as Sha;
  }

  return {
    folder,
    bare,
    url: pathToFileURL(bare).href,
    clone,
    git,
    commit,
    push(branch, files, { from, message } = {}) {
      if (from === undefined) git('checkout', '-q', branch);
      else git('checkout', '-q', '-B', branch, from);
      const made = commit(files, message);
      git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
      return made;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Git as some person has it, without this machine's configuration. */
function run(cwd: string, args: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Alice',
    GIT_AUTHOR_EMAIL: 'alice@acme.example',
    GIT_COMMITTER_NAME: 'Alice',
    GIT_COMMITTER_EMAIL: 'alice@acme.example',
  };
  return execFileSync('git', [...args], { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}
