// Branches, tags and other names for commits.

import { attempt, git } from './run.ts';

export const zero = '0'.repeat(40);

/** Branches and tags by full name; an annotated tag counts as its tag object. */
export async function readRefs(repository: string): Promise<Record<string, string>> {
  const out = await git(repository, [
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/tags',
  ]);
  return Object.fromEntries(
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(41), line.slice(0, 40)]),
  );
}

/** The commit that a branch, tag or sha means, or null. Branches win over tags. */
export async function resolveCommit(repository: string, name: string): Promise<string | null> {
  if (name === '' || name.startsWith('-')) return null;
  for (const candidate of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
    const ran = await attempt(repository, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${candidate}^{commit}`,
    ]);
    if (ran.code === 0) return ran.out.toString().trim();
  }
  return null;
}

/** Moves a ref only if it still is what the caller saw. False when it is not. */
export async function moveRef(
  repository: string,
  ref: string,
  { from, to }: { from: string | null; to: string },
): Promise<boolean> {
  return (await attempt(repository, ['update-ref', ref, to, from ?? zero])).code === 0;
}

export async function deleteRef(repository: string, ref: string, from: string): Promise<boolean> {
  return (await attempt(repository, ['update-ref', '-d', ref, from])).code === 0;
}

/** Points a ref of ours somewhere, whatever it was. */
export async function pinRef(repository: string, ref: string, to: string): Promise<void> {
  await git(repository, ['update-ref', ref, to]);
}

export async function validRefName(repository: string, ref: string): Promise<boolean> {
  return (await attempt(repository, ['check-ref-format', ref])).code === 0;
}

export async function isAncestor(
  repository: string,
  older: string,
  newer: string,
): Promise<boolean> {
  return (await attempt(repository, ['merge-base', '--is-ancestor', older, newer])).code === 0;
}

/** Of these commits those that are `older` or come after it: one process, however many they are. */
export async function descendants(
  repository: string,
  older: string,
  among: readonly string[],
): Promise<ReadonlySet<string>> {
  const words = ['rev-list', '--ignore-missing', '--ancestry-path', `^${older}`, '--stdin'];
  const ran = await attempt(repository, words, { input: `${[...new Set(among)].join('\n')}\n` });
  const after = new Set(ran.out.toString().split('\n'));
  return new Set(among.filter((commit) => commit === older || after.has(commit)));
}

/** Null for histories that have nothing in common. */
export async function mergeBase(repository: string, a: string, b: string): Promise<string | null> {
  const ran = await attempt(repository, ['merge-base', a, b]);
  return ran.code === 0 ? ran.out.toString().trim() : null;
}

/** Branches or tags that contain a commit. */
export async function containing(
  repository: string,
  sha: string,
  under: 'refs/heads' | 'refs/tags',
): Promise<string[]> {
  const out = await git(repository, [
    'for-each-ref',
    `--contains=${sha}`,
    '--format=%(refname)',
    under,
  ]);
  return out.split('\n').filter((line) => line !== '');
}
