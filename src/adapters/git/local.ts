// A person's clone, read only: what `runway validate` and `runway plan --offline` look at.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Sha } from '../../ports/forge.ts';
import { Failure } from '../../ports/failure.ts';
import type { Repository } from '../../ports/repository.ts';
import { branchRef, sha } from './names.ts';
import { createObjects } from './objects.ts';
import { type Git, createGit, FIXED_SETTINGS, settings } from './process.ts';
import { readsOf } from './repository.ts';
import { tip } from './history.ts';

export interface Checkout {
  /** `fetch` does nothing: what the clone has is what there is. A branch that is not here is looked for at `origin`. */
  readonly repository: Repository;
  /** The top folder of the work tree. */
  readonly root: string;
  /** The commit that is checked out, or null before the first one. */
  current(): Promise<Sha | null>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 60_000;

/**
 * Opens the clone that holds `dir`. Nothing in it is changed: merge results are written to a folder of their own.
 * Throws a Failure (RUNWAY_GIT_FAILED) where there is no clone.
 */
export async function openCheckout({ dir }: { readonly dir: string }): Promise<Checkout> {
  const { gitDir, root } = await locate(resolve(dir));
  const scratch = await mkdtemp(join(tmpdir(), 'runway-objects-'));
  const where = [`--git-dir=${gitDir}`] as const;
  const env = await readOnly(where, scratch);
  const git = createGit({ where, home: scratch, timeoutMs: TIMEOUT_MS, env });
  const objects = createObjects(git);
  return {
    repository: {
      ...readsOf(git, objects),
      fetch: async () => undefined,
      head: (branch) => headHereOrAtOrigin(git, branch),
    },
    root,
    current: () => current(git),
    async close() {
      objects.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/**
 * New objects go to `scratch`; the clone's own are read beside it. The clone may belong to another user, as in
 * containers: only objects are read from it, and the fixed settings keep it from starting anything.
 */
async function readOnly(
  where: readonly [string],
  scratch: string,
): Promise<Record<string, string>> {
  const plain = createGit({ where, home: scratch, timeoutMs: TIMEOUT_MS, env: trusting() });
  const { stdout } = await plain.run({
    args: ['rev-parse', '--path-format=absolute', '--git-path', 'objects'],
  });
  return {
    ...trusting(),
    GIT_ALLOW_PROTOCOL: '',
    GIT_OBJECT_DIRECTORY: scratch,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(stdout.toString('utf8').trim()),
  };
}

function trusting(): Record<string, string> {
  return settings([...FIXED_SETTINGS, ['safe.directory', '*']]);
}

async function locate(dir: string): Promise<{ gitDir: string; root: string }> {
  const look = createGit({ where: ['-C', dir], home: dir, timeoutMs: TIMEOUT_MS, env: trusting() });
  try {
    const { stdout } = await look.run({
      args: ['rev-parse', '--path-format=absolute', '--absolute-git-dir', '--show-toplevel'],
    });
    const [gitDir = '', root = ''] = stdout.toString('utf8').split('\n');
    return { gitDir, root };
  } catch (cause) {
    throw new Failure({
      code: 'RUNWAY_GIT_FAILED',
      message: `${dir} is not in a Git clone.`,
      hint: 'Run this in a clone of the GitOps repository.',
      retry: 'never',
      cause,
    });
  }
}

async function headHereOrAtOrigin(git: Git, branch: string): Promise<Sha | null> {
  const ref = branchRef(branch);
  if (ref === null) return null;
  return (await tip(git, ref)) ?? tip(git, `refs/remotes/origin/${branch}`);
}

async function current(git: Git): Promise<Sha | null> {
  const { code, stdout } = await git.run({
    args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'],
    answers: [0, 1],
  });
  return code === 0 ? sha(stdout.toString('latin1')) : null;
}
