// Commits: what contains what, what came when.

import type { Sha } from '../../ports/forge.ts';
import type { LogEntry } from '../../ports/repository.ts';
import { entries } from './entries.ts';
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

/** So many commits are compared by reading them; a change further back is worth starting Git for. */
const NEAR = 20;

/** The newest commit on the first-parent line that changed one of these files: mostly the newest there is. */
export async function lastChange(
  { git, objects }: { readonly git: Git; readonly objects: Objects },
  commit: Sha,
  paths: readonly string[],
): Promise<Sha | null> {
  const some = paths.filter((path) => path !== '' && !path.includes('\0'));
  if (some.length === 0) return null;
  let at = commit;
  let here = await filesAt(objects, at, some);
  for (let step = 0; step < NEAR; step += 1) {
    const before = await objects.parent(at);
    const there = before === null ? [] : await filesAt(objects, before, some);
    if (some.some((_, index) => here[index] !== there[index])) return at;
    if (before === null) return null;
    at = before;
    here = there;
  }
  return listed(git, at, some);
}

/** What each path holds at a commit, as text to compare; undefined where there is no file. */
async function filesAt(
  objects: Objects,
  commit: Sha,
  paths: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const found = await entries(objects, commit, paths);
  return paths.map((path) => {
    const entry = found.get(path) ?? null;
    return entry === null ? undefined : `${entry.mode} ${entry.blob}`;
  });
}

async function listed(git: Git, commit: Sha, paths: readonly string[]): Promise<Sha | null> {
  const { stdout } = await git.run({
    args: [
      'rev-list',
      '-n',
      '1',
      '--first-parent',
      '--end-of-options',
      oid(commit),
      '--',
      ...paths,
    ],
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
