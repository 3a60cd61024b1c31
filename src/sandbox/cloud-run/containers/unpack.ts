// Unpacks image layers into one folder. Layers are written by strangers: nothing may land outside of it.

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, link, lstat, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract } from 'tar-stream';
import type { Image, Layer } from './image.ts';
import { unsupported } from './image.ts';
import { containedTarget, inside, parts } from './inside.ts';

const MOST_BYTES = 2 * 2 ** 30;
const MOST_ENTRIES = 200_000;
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** Gives the folder that holds the image's files; unpacks it when it is not there yet. */
export async function unpacked(image: Image, dir: string): Promise<string> {
  const root = join(dir, image.digest.replace('sha256:', ''));
  if ((await lstat(root).catch(() => null)) !== null) return root;
  const fresh = join(dir, `.new-${randomUUID()}`);
  await mkdir(fresh, { recursive: true });
  try {
    const budget = { bytes: 0, entries: 0 };
    for (const layer of image.layers) await unpackLayer(layer, fresh, budget);
    await rename(fresh, root);
    return root;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if ((await lstat(root).catch(() => null)) !== null) return root;
    const because = error instanceof Error ? error.message : String(error);
    throw unsupported(image.reference, `it cannot be unpacked: ${because}.`);
  }
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

interface Budget {
  bytes: number;
  entries: number;
}

async function unpackLayer(layer: Layer, root: string, budget: Budget): Promise<void> {
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      budget.bytes += chunk.length;
      done(budget.bytes > MOST_BYTES ? new Error('it is larger than 2 GiB') : null, chunk);
    },
  });
  const tar = extract();
  const open = layer.compressed ? createGunzip() : new PassThrough();
  const reading = pipeline(createReadStream(layer.file), hashed, open, counted, tar);
  const written = new Set<string>();
  const writing = (async () => {
    for await (const entry of tar) {
      budget.entries += 1;
      if (budget.entries > MOST_ENTRIES) throw new Error(`it has over ${MOST_ENTRIES} files`);
      await place(entry, { root, written });
      entry.resume();
    }
  })();
  await Promise.all([reading, writing]);
  if (`sha256:${hash.digest('hex')}` !== layer.digest) {
    throw new Error(`layer ${layer.digest} does not have the content that its digest names`);
  }
}

interface Place {
  readonly root: string;
  /** What this layer has written: an opaque mark hides only what lay below. */
  readonly written: Set<string>;
}

async function place(entry: Entry, { root, written }: Place): Promise<void> {
  const { header } = entry;
  const path = parts(header.name);
  if (path === null) throw new Error(`the entry '${header.name}' lies outside of the image`);
  if (path.length === 0) return;
  const name = path.at(-1) ?? '';
  const folder = await inside(root, path.slice(0, -1).join('/'));
  await mkdir(folder, { recursive: true });
  for (let above = folder; above !== root; above = dirname(above)) written.add(above);
  if (name === OPAQUE) return hideBelow(folder, written);
  if (name.startsWith(WHITEOUT)) {
    const hidden = name.slice(WHITEOUT.length);
    if (hidden === '' || hidden === '.' || hidden === '..') {
      throw new Error(`the mark '${header.name}' lies outside of the image`);
    }
    return rm(join(folder, hidden), { recursive: true, force: true });
  }
  const at = join(folder, name);
  written.add(at);
  await create(entry, { root, at });
}

async function create(
  entry: Entry,
  { at, root }: { readonly root: string; readonly at: string },
): Promise<void> {
  const { header } = entry;
  const there = await lstat(at).catch(() => null);
  if (there !== null && !(there.isDirectory() && header.type === 'directory')) {
    await rm(at, { recursive: true, force: true });
  }
  // Files stay writable by us, and never gain the rights of another user.
  const mode = (header.mode ?? 0o644) & 0o777;
  switch (header.type) {
    case 'directory':
      await mkdir(at, { recursive: true });
      return chmod(at, mode | 0o700);
    case 'file':
    case 'contiguous-file':
      await pipeline(entry, createWriteStream(at, { flags: 'wx' }));
      return chmod(at, mode | 0o600);
    case 'symlink':
      return symlink(containedTarget(root, at, header.linkname ?? ''), at);
    case 'link':
      return hardLink(root, header.linkname ?? '', at);
    case 'block-device':
    case 'character-device':
    case 'fifo':
      // Left out: the runtime brings its own /dev.
      return;
    default:
      throw new Error(`the entry '${header.name}' is of an unknown type`);
  }
}

async function hardLink(root: string, target: string, at: string): Promise<void> {
  const source = await inside(root, target);
  const found = await lstat(source).catch(() => null);
  if (!found?.isFile()) throw new Error(`a hard link leads to '${target}', which is no file`);
  await link(source, at);
}

async function hideBelow(folder: string, written: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const at = join(folder, entry.name);
    if (!written.has(at)) await rm(at, { recursive: true, force: true });
    else if (entry.isDirectory()) await hideBelow(at, written);
  }
}
