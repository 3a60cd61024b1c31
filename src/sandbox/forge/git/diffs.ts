// The difference of two commits, file by file.

import { git } from './run.ts';

export interface FileDiff {
  readonly oldPath: string;
  readonly newPath: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly added: boolean;
  readonly removed: boolean;
  readonly renamed: boolean;
  /** Hunks only, without git's own header lines; empty for binary files. */
  readonly text: string;
}

export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** In the order of git. `from` may be the empty tree. */
export async function readDiff(repository: string, from: string, to: string): Promise<FileDiff[]> {
  const args = ['diff', '--no-color', '--no-ext-diff', '--find-renames', '--full-index'];
  const [raw, patch] = await Promise.all([
    git(repository, [...args, '--raw', '-z', from, to]),
    git(repository, [...args, '--patch', from, to]),
  ]);
  const patches = patch === '' ? [] : patch.split(/^(?=diff --git )/m);
  return entries(raw).map((entry, index) => ({ ...entry, text: hunks(patches[index] ?? '') }));
}

/** Paths that two commits differ in, and how. */
export async function changedPaths(
  repository: string,
  from: string,
  to: string,
): Promise<{ added: string[]; modified: string[]; removed: string[] }> {
  const out = await git(repository, ['diff', '--name-status', '--no-renames', '-z', from, to]);
  const fields = out.split('\0');
  const paths = { added: [] as string[], modified: [] as string[], removed: [] as string[] };
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const path = fields[at + 1] ?? '';
    if (fields[at] === 'A') paths.added.push(path);
    else if (fields[at] === 'D') paths.removed.push(path);
    else paths.modified.push(path);
  }
  return paths;
}

function entries(raw: string): Omit<FileDiff, 'text'>[] {
  const found: Omit<FileDiff, 'text'>[] = [];
  const fields = raw.split('\0');
  let at = 0;
  while (at < fields.length) {
    const [oldMode = '', newMode = '', , , status = ''] = (fields[at] ?? '').slice(1).split(' ');
    if (status === '') break;
    const moved = status.startsWith('R') || status.startsWith('C');
    const oldPath = fields[at + 1] ?? '';
    const newPath = moved ? (fields[at + 2] ?? '') : oldPath;
    found.push({
      oldPath,
      newPath,
      oldMode: oldMode === '000000' ? '0' : oldMode,
      newMode: newMode === '000000' ? '0' : newMode,
      added: status === 'A',
      removed: status === 'D',
      renamed: status.startsWith('R'),
    });
    at += moved ? 3 : 2;
  }
  return found;
}

function hunks(patch: string): string {
  const start = patch.search(/^@@ /m);
  if (start < 0) return '';
  const text = patch.slice(start);
  return text.endsWith('\n') ? text : `${text}\n`;
}
