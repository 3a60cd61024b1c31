// A person's clone, read only: what `runway validate` and `runway plan --offline` look at.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Sha } from '../../ports/forge.ts';
import { Failure } from '../../ports/failure.ts';
import type { Repository } from '../../ports/repository.ts';
import { branchRef } from './names.ts';
import { createObjects, type Objects } from './objects.ts';
import { createGit, FIXED_SETTINGS, settings } from './process.ts';
import { readsOf } from './reads.ts';

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
  const { gitDir, root, store } = await locate(resolve(dir));
  const scratch = await mkdtemp(join(tmpdir(), 'runway-objects-'));
  const git = createGit({
    where: [`--git-dir=${gitDir}`],
    home: scratch,
    timeoutMs: TIMEOUT_MS,
    env: readOnly(store, scratch),
  });
  const objects = createObjects(git);
  return {
    repository: {
      ...readsOf(git, objects),
      fetch: async () => undefined,
      head: (branch) => headHereOrAtOrigin(objects, branch),
    },
    root,
    current: () => objects.commit('HEAD'),
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
function readOnly(store: string, scratch: string): Record<string, string> {
  return {
    ...trusting(),
    GIT_ALLOW_PROTOCOL: '',
    GIT_OBJECT_DIRECTORY: scratch,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(store),
  };
}

function trusting(): Record<string, string> {
  return settings([...FIXED_SETTINGS, ['safe.directory', '*']]);
}

/** `store` is where the clone keeps its objects; of a linked work tree that is elsewhere. */
async function locate(
  dir: string,
): Promise<{ readonly gitDir: string; readonly root: string; readonly store: string }> {
  const look = createGit({ where: ['-C', dir], home: dir, timeoutMs: TIMEOUT_MS, env: trusting() });
  const asked = ['--absolute-git-dir', '--show-toplevel', '--git-path', 'objects'];
  try {
    const { stdout } = await look.run({ args: ['rev-parse', '--path-format=absolute', ...asked] });
    const [gitDir = '', root = '', store = ''] = stdout.toString('utf8').split('\n');
    return { gitDir, root, store };
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

async function headHereOrAtOrigin(objects: Objects, branch: string): Promise<Sha | null> {
  const ref = branchRef(branch);
  if (ref === null) return null;
  return (await objects.commit(ref)) ?? objects.commit(`refs/remotes/origin/${branch}`);
}
