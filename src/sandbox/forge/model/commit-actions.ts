// Makes a commit from a list of actions on files, and moves a branch to it.

import { git } from '../git/run.ts';
import { moveRef, resolveCommit, validRefName } from '../git/refs.ts';
import { findEntry, writeBlob, writeCommit, writeTree, type Edit } from '../git/trees.ts';
import { branchRef, tipOf } from './mergeability.ts';
import { refuse } from './refusal.ts';
import { refsMoved } from './refs-moved.ts';
import type { Project, User } from './state.ts';
import type { World } from './world.ts';

export interface FileAction {
  readonly action: 'create' | 'update' | 'delete' | 'move' | 'chmod';
  readonly path: string;
  readonly previousPath?: string | undefined;
  readonly content?: Buffer | undefined;
  readonly lastCommit?: string | undefined;
  readonly executable?: boolean | undefined;
}

export interface CommitWish {
  readonly branch: string;
  /** Where a new branch starts: a branch, tag or sha. */
  readonly start?: string | undefined;
  readonly message: string;
  readonly actions: readonly FileAction[];
  readonly authorName?: string | undefined;
  readonly authorEmail?: string | undefined;
  readonly force?: boolean | undefined;
}

/** The new commit's sha. Where it refuses, nothing has changed. */
export async function commitActions(
  world: World,
  { project, user }: { project: Project; user: User },
  wish: CommitWish,
): Promise<string> {
  return world.alone(project, async () => {
    const repository = world.store.repository(project);
    await refsMoved(world, project, user);
    const tip = tipOf(project, wish.branch);
    const parent = await startOf(repository, wish, tip);
    const edits: Edit[] = [];
    for (const action of wish.actions)
      edits.push(...(await editsOf(repository, { parent, action, edits })));
    const sha = await writeCommit(repository, {
      tree: await writeTree(repository, parent, edits),
      parents: [parent],
      message: wish.message,
      author: { name: wish.authorName ?? user.name, email: wish.authorEmail ?? user.email },
      committer: user,
      at: world.now(),
    });
    if (!(await moveRef(repository, branchRef(wish.branch), { from: tip, to: sha }))) {
      throw refuse(400, 'Could not update the branch: it has just moved', 'branch moved');
    }
    await refsMoved(world, project, user);
    return sha;
  });
}

async function startOf(repository: string, wish: CommitWish, tip: string | null): Promise<string> {
  if (
    tip !== null &&
    wish.start !== undefined &&
    wish.start !== wish.branch &&
    wish.force !== true
  ) {
    throw refuse(
      400,
      `A branch called '${wish.branch}' already exists. Switch to that branch in order to make changes`,
      'branch exists',
    );
  }
  if (tip !== null && wish.force !== true) return tip;
  const start = wish.start === undefined ? null : await resolveCommit(repository, wish.start);
  if (start === null)
    throw refuse(400, 'You can only create or edit files when you are on a branch', 'no start');
  if (wish.branch.startsWith('-') || !(await validRefName(repository, branchRef(wish.branch)))) {
    throw refuse(400, `'${wish.branch}' is not a valid branch name`, 'bad branch name');
  }
  return start;
}

async function editsOf(
  repository: string,
  { parent, action, edits }: { parent: string; action: FileAction; edits: readonly Edit[] },
): Promise<Edit[]> {
  const from = action.action === 'move' ? (action.previousPath ?? '') : action.path;
  refuseBadPath(action.path);
  const entry = await present(repository, { parent, path: from, edits });
  if (action.lastCommit !== undefined && entry !== null) {
    await refuseStale(repository, { parent, path: from, expected: action.lastCommit });
  }
  if (action.action === 'create' && entry !== null)
    throw refuse(400, 'A file with this name already exists', 'file exists');
  if (action.action !== 'create' && entry === null)
    throw refuse(400, "A file with this name doesn't exist", 'no such file');
  const mode = action.executable === true ? '100755' : (entry?.mode ?? '100644');
  if (action.action === 'delete') return [{ path: action.path, blob: null }];
  if (action.action === 'chmod') {
    return [
      {
        path: action.path,
        blob: { id: entry?.id ?? '', mode: action.executable === true ? '100755' : '100644' },
      },
    ];
  }
  const id =
    action.content === undefined && entry !== null
      ? entry.id
      : await writeBlob(repository, action.content ?? Buffer.alloc(0));
  const written = { path: action.path, blob: { id, mode } };
  return action.action === 'move' ? [{ path: from, blob: null }, written] : [written];
}

/** The file as earlier actions of the same commit leave it. */
async function present(
  repository: string,
  { parent, path, edits }: { parent: string; path: string; edits: readonly Edit[] },
): Promise<{ id: string; mode: string } | null> {
  const earlier = edits.findLast((edit) => edit.path === path);
  if (earlier !== undefined) return earlier.blob;
  return findEntry(repository, parent, path);
}

async function refuseStale(
  repository: string,
  { parent, path, expected }: { parent: string; path: string; expected: string },
): Promise<void> {
  const last = await git(repository, [
    '--literal-pathspecs',
    'log',
    '-1',
    '--format=%H',
    parent,
    '--',
    path,
  ]);
  if (last === expected) return;
  const known = await resolveCommit(repository, expected);
  if (known !== null) {
    const then = await git(repository, [
      '--literal-pathspecs',
      'log',
      '-1',
      '--format=%H',
      known,
      '--',
      path,
    ]);
    if (then === last) return;
  }
  throw refuse(
    400,
    'You are attempting to update a file that has changed since you started editing it.',
    'file changed',
  );
}

function refuseBadPath(path: string): void {
  const parts = path.split('/');
  if (
    path === '' ||
    path.length > 4096 ||
    parts.some((part) => ['', '.', '..'].includes(part) || part.toLowerCase() === '.git')
  ) {
    throw refuse(400, `invalid path: '${path}'`, 'bad path');
  }
}
