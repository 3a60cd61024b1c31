// Single paths in a tree, found by reading only the folders on the way to them.

import type { Entry } from '../../ports/repository.ts';
import type { Objects } from './objects.ts';

const FOLDER = '40000';
const SUBMODULE = '160000';

/** However many paths are asked for, each folder is read once. A folder is no entry. */
export async function entries(
  objects: Objects,
  treeish: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Entry | null>> {
  const found: Found[] = [];
  const wanted = paths.map((path) => ({ path, names: path.split('/') }));
  await search(objects, { treeish, depth: 0, wanted }, found);
  const blobs = found.filter(({ item }) => item.mode !== SUBMODULE);
  const sizes = await objects.sizes(blobs.map(({ item }) => item.id));
  return new Map<string, Entry | null>([
    ...paths.map((path) => [path, null] as const),
    ...found.map(({ path, item: { mode, id } }) => {
      return [path, { path, mode, blob: id, size: sizes.get(id) ?? 0 }] as const;
    }),
  ]);
}

interface Wanted {
  readonly path: string;
  readonly names: readonly string[];
}

interface Item {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

interface Found {
  readonly path: string;
  readonly item: Item;
}

/** Looks for the names at one depth, and goes on in the folders among them. */
async function search(
  objects: Objects,
  at: { readonly treeish: string; readonly depth: number; readonly wanted: readonly Wanted[] },
  found: Found[],
): Promise<void> {
  if (at.wanted.length === 0) return;
  const byName = new Map<string, Wanted[]>();
  for (const one of at.wanted) {
    const name = one.names[at.depth] ?? '';
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [one]);
    else same.push(one);
  }
  const raw = await objects.tree(at.treeish);
  const items = itemsOf(raw, { idBytes: at.treeish.length / 2, isWanted: (it) => byName.has(it) });
  for (const item of items) {
    const here = byName.get(item.name) ?? [];
    const last = ({ names }: Wanted): boolean => names.length === at.depth + 1;
    if (item.mode === FOLDER) {
      const wanted = here.filter((one) => !last(one));
      await search(objects, { treeish: item.id, depth: at.depth + 1, wanted }, found);
    } else {
      found.push(...here.filter(last).map(({ path }) => ({ path, item })));
    }
  }
}

/** A tree is a row of `MODE NAME`, a zero byte, and the id in bytes: 20 of them, or 32 where ids are SHA-256. */
function* itemsOf(
  raw: Buffer,
  { idBytes, isWanted }: { idBytes: number; isWanted: (name: string) => boolean },
): Generator<Item> {
  for (let start = 0; start < raw.length;) {
    const space = raw.indexOf(0x20, start);
    const end = raw.indexOf(0, space);
    const name = raw.toString('utf8', space + 1, end);
    const next = end + 1 + idBytes;
    if (isWanted(name)) {
      const mode = raw.toString('latin1', start, space);
      yield { mode, name, id: raw.toString('hex', end + 1, next) };
    }
    start = next;
  }
}
