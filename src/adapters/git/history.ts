// Commits: what contains what, what came when.

import type { Sha } from '../../ports/forge.ts';
import type { LogEntry } from '../../ports/repository.ts';
import { branchRef, oid, sha } from './names.ts';
import type { Objects } from './objects.ts';
import type { Git } from './process.ts';

/** Asked of the process that is there already: every pass looks here first. */
export async function head(objects: Objects, branch: string): Promise<Sha | null> {
  const ref = branchRef(branch);
  return ref === null ? null : objects.commit(ref);
}

export async function contains(git: Git, commit: Sha, ancestor: Sha): Promise<boolean> {
  const { code } = await git.run({
    args: ['merge-base', '--is-ancestor', '--end-of-options', oid(ancestor), oid(commit)],
    answers: [0, 1],
  });
  return code === 0;
}

export async function mergeBase(git: Git, a: Sha, b: Sha): Promise<Sha | null> {
  const { code, stdout } = await git.run({
    args: ['merge-base', '--end-of-options', oid(a), oid(b)],
    answers: [0, 1],
  });
  return code === 0 ? sha(lines(stdout)[0] ?? '') : null;
}

/** The first parent, or null for a root. */
export async function parent(git: Git, commit: Sha): Promise<Sha | null> {
  const { stdout } = await git.run({
    args: ['rev-list', '--parents', '-n', '1', '--end-of-options', oid(commit)],
  });
  const first = stdout.toString('latin1').trim().split(' ')[1];
  return first === undefined ? null : sha(first);
}

export async function lastChange(
  git: Git,
  commit: Sha,
  paths: readonly string[],
): Promise<Sha | null> {
  const some = paths.filter((path) => path !== '' && !path.includes('\0'));
  if (some.length === 0) return null;
  const { stdout } = await git.run({
    args: ['rev-list', '-n', '1', '--first-parent', '--end-of-options', oid(commit), '--', ...some],
  });
  const [found] = lines(stdout);
  return found === undefined ? null : sha(found);
}

const FIELDS = ['%H', '%an', '%ae', '%B'];

export async function log(git: Git, from: Sha, to: Sha): Promise<readonly LogEntry[]> {
  const format = `--format=tformat:${FIELDS.join('%x00')}`;
  const { stdout } = await git.run({
    args: [
      'log',
      '-z',
      format,
      '--no-show-signature',
      '--end-of-options',
      `${oid(from)}..${oid(to)}`,
    ],
  });
  const parts = stdout.toString('utf8').split('\0');
  const found: LogEntry[] = [];
  for (let at = 0; at + FIELDS.length <= parts.length; at += FIELDS.length) {
    const [id = '', author = '', authorEmail = '', message = ''] = parts.slice(
      at,
      at + FIELDS.length,
    );
    found.push({ sha: sha(id), author, authorEmail, message: message.trimEnd() });
  }
  return found;
}

function lines(stdout: Buffer): string[] {
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}
