// Trees: what is in them, how two differ, what merging would make.

import type { Change, Entry, MergeResult } from '../../ports/repository.ts';
import { oid, sha } from './names.ts';
import type { Objects } from './objects.ts';
import type { Git } from './process.ts';

/** What Runway reads; everything else in the repository is other people's. */
const ROOTS = ['inventory/', 'environments/'];
const SUBMODULE = '160000';
const ABSENT = '000000';

export async function list(git: Git, treeish: string): Promise<readonly Entry[]> {
  const { stdout } = await git.run({
    args: ['ls-tree', '-r', '-z', '-l', '--full-tree', '--end-of-options', oid(treeish), ...ROOTS],
  });
  return parseListing(stdout);
}

/** Records are `MODE TYPE ID SIZE<tab>PATH`. Directories are left out. */
function parseListing(stdout: Buffer): readonly Entry[] {
  return records(stdout).flatMap((record) => {
    const tab = record.indexOf('\t');
    const [mode = '', type = '', blob = '', size = ''] = record.slice(0, tab).split(/ +/);
    if (type === 'tree') return [];
    return [{ path: record.slice(tab + 1), mode, blob, size: type === 'blob' ? Number(size) : 0 }];
  });
}

const RAW_DIFFERENCE = ['-r', '-z', '--raw', '--no-renames', '--no-abbrev', '--no-ext-diff'];

export async function changes(
  { git, objects }: { readonly git: Git; readonly objects: Objects },
  before: string,
  after: string,
): Promise<readonly Change[]> {
  const { stdout } = await git.run({
    args: [
      'diff-tree',
      ...RAW_DIFFERENCE,
      '--end-of-options',
      oid(before),
      oid(after),
      '--',
      ...ROOTS,
    ],
  });
  const raw = parseDifference(stdout);
  const blobs = raw.flatMap(({ sides }) => sides).filter((side) => isBlob(side.mode));
  const sizes = await objects.sizes(blobs.map(({ blob }) => blob));
  return raw.map(({ path, sides: [from, to] }) => ({
    path,
    before: entryOf(path, from, sizes),
    after: entryOf(path, to, sizes),
  }));
}

interface Side {
  readonly mode: string;
  readonly blob: string;
}

interface RawChange {
  readonly path: string;
  readonly sides: readonly [Side, Side];
}

/** Pairs of records: `:MODE MODE ID ID STATUS` and the path. */
function parseDifference(stdout: Buffer): readonly RawChange[] {
  const parts = records(stdout);
  const found: RawChange[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [from = '', to = '', old = '', now = ''] = (parts[at] ?? '').slice(1).split(' ');
    found.push({
      path: parts[at + 1] ?? '',
      sides: [
        { mode: from, blob: old },
        { mode: to, blob: now },
      ],
    });
  }
  return found;
}

function isBlob(mode: string): boolean {
  return mode !== ABSENT && mode !== SUBMODULE;
}

function entryOf(path: string, side: Side, sizes: ReadonlyMap<string, number>): Entry | null {
  if (side.mode === ABSENT) return null;
  return {
    path,
    mode: side.mode,
    blob: side.blob,
    size: isBlob(side.mode) ? (sizes.get(side.blob) ?? 0) : 0,
  };
}

const MERGE_IN_MEMORY = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages'];

/** Exit code 1 is a conflict; then the paths follow the tree. Histories that share nothing are merged all the same. */
export async function mergeResult(git: Git, target: string, source: string): Promise<MergeResult> {
  const { code, stdout } = await git.run({
    args: [
      ...MERGE_IN_MEMORY,
      '--allow-unrelated-histories',
      '--end-of-options',
      oid(target),
      oid(source),
    ],
    answers: [0, 1],
  });
  const [tree = '', ...paths] = records(stdout);
  if (code === 0) return { type: 'tree', tree: sha(tree) };
  return { type: 'conflict', paths: [...new Set(paths)] };
}

function records(stdout: Buffer): string[] {
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((record) => record !== '');
}
