// Desired state at any commit or tree, read lazily and parsed once per blob.

import { type Catalogue, catalogueOf, overlay } from '../documents/catalogue.ts';
import type { Document } from '../documents/document.ts';
import type { Environment } from '../documents/generated/documents.ts';
import { parseFile } from '../documents/parse.ts';
import type { Parsed } from '../documents/parsed.ts';
import {
  type Lookup,
  type TargetDocuments,
  pathsOf,
  targetDocuments,
} from '../documents/target-documents.ts';
import type { Change, Entry, Repository } from '../ports/repository.ts';
import type { Target } from '../resources/address.ts';
import { createRegionsNamed, type RegionsNamed } from './former-regions.ts';
import { recent } from './recent.ts';

export interface Desired {
  /** The three files of one target, whatever the size of the repository. */
  target(treeish: string, target: Target): Promise<TargetDocuments>;
  /** Reads the files of many targets together, which is far quicker than one by one. */
  prepare(treeish: string, targets: readonly Target[]): Promise<void>;
  file(treeish: string, path: string): Promise<Parsed | null>;
  /** By path; what is absent is left out. */
  files(treeish: string, paths: readonly string[]): Promise<ReadonlyMap<string, Parsed>>;
  /** The text of a file as it is; null when it is absent. */
  text(treeish: string, path: string): Promise<string | null>;
  /** The files of these targets, with the environments that they are promoted from: enough to check them. */
  around(treeish: string, targets: readonly Target[]): Promise<Catalogue>;
  /** Everything at a commit or tree. Kept for the newest few; a neighbour costs what differs. */
  catalogue(treeish: string): Promise<Catalogue>;
  environments(treeish: string): Promise<readonly Document<Environment>[]>;
  /** Every region that an environment's rules name at a commit, or have named before it. */
  regionsNamed: RegionsNamed;
}

const KEPT_CATALOGUES = 4;
const KEPT_FILES = 50_000;
/** Of each only the paths that were asked for. */
const KEPT_TREES = 64;
/** So that what was read is let go of once it is parsed. */
const READ_AT_ONCE = 1_000;

export function createDesired(repository: Repository): Desired {
  const parsed = recent<Parsed>(KEPT_FILES);
  /** Commits and trees never change, so neither does what lies at a path in them. Null: nothing. */
  const trees = recent<Map<string, Parsed | null>>(KEPT_TREES);
  const catalogues = recent<Catalogue>(KEPT_CATALOGUES);

  async function parseAll(entries: readonly Entry[]): Promise<Parsed[]> {
    const keyed = entries.map((entry) => ({ entry, key: keyOf(entry) }));
    const missing = keyed.filter(({ key }) => !parsed.has(key));
    for (let start = 0; start < missing.length; start += READ_AT_ONCE) {
      const some = missing.slice(start, start + READ_AT_ONCE);
      const bytes = await repository.read(some.map(({ entry }) => entry.blob));
      for (const { entry, key } of some) {
        const content = bytes.get(entry.blob);
        if (content === undefined) throw new Error(`the blob ${entry.blob} was not read`);
        parsed.set(key, parseFile({ ...entry, bytes: content }));
      }
    }
    return keyed.flatMap(({ key }) => parsed.get(key) ?? []);
  }

  /** What is known of a tree, with at least these paths. */
  async function tree(treeish: string, paths: readonly string[]): Promise<Lookup> {
    const known = trees.get(treeish) ?? new Map<string, Parsed | null>();
    trees.set(treeish, known);
    const missing = paths.filter((path) => !known.has(path));
    if (missing.length > 0) {
      const found = await repository.entries(treeish, missing);
      const there = missing.flatMap((path) => found.get(path) ?? []);
      for (const file of await parseAll(there)) known.set(file.path, file);
      for (const path of missing) if (!known.has(path)) known.set(path, null);
    }
    return (path) => known.get(path) ?? null;
  }

  async function files(treeish: string, paths: readonly string[]): Promise<Map<string, Parsed>> {
    const lookup = await tree(treeish, paths);
    const found = paths.flatMap((path) => lookup(path) ?? []);
    return new Map(found.map((file) => [file.path, file]));
  }

  async function apply(catalogue: Catalogue, changes: readonly Change[]): Promise<Catalogue> {
    const after = await parseAll(changes.flatMap(({ after: entry }) => entry ?? []));
    const removed = changes.filter((change) => change.after === null);
    return overlay(
      catalogue,
      new Map<string, Parsed | null>([
        ...removed.map(({ path }) => [path, null] as const),
        ...after.map((file) => [file.path, file] as const),
      ]),
    );
  }

  async function catalogueAt(treeish: string): Promise<Catalogue> {
    const known = catalogues.get(treeish);
    if (known !== undefined) return known;
    const neighbour = catalogues.newest();
    const catalogue =
      neighbour === null
        ? catalogueOf(await parseAll(await repository.list(treeish)))
        : await apply(neighbour[1], await repository.changes(neighbour[0], treeish));
    catalogues.set(treeish, catalogue);
    return catalogue;
  }

  const fileAt = async (treeish: string, path: string): Promise<Parsed | null> =>
    (await tree(treeish, [path]))(path);

  return {
    regionsNamed: createRegionsNamed(repository, fileAt),
    async target(treeish, target) {
      return targetDocuments(await tree(treeish, pathsOf(target)), target);
    },
    async prepare(treeish, targets) {
      await tree(treeish, targets.flatMap(pathsOf));
    },
    files,
    file: fileAt,
    async text(treeish, path) {
      const file = (await tree(treeish, [path]))(path);
      if (file === null) return null;
      const bytes = (await repository.read([file.blob])).get(file.blob);
      return bytes === undefined ? null : new TextDecoder().decode(bytes);
    },
    async around(treeish, targets) {
      const found = await files(treeish, targets.flatMap(pathsOf));
      for (let path = sourceOf(found); path !== null; path = sourceOf(found)) {
        const more = await files(treeish, [path]);
        found.set(path, more.get(path) ?? absent(path));
      }
      return catalogueOf([...found.values()].filter(({ blob }) => blob !== ''));
    },
    catalogue: catalogueAt,
    async environments(treeish) {
      return [...(await catalogueAt(treeish)).values()].flatMap((file) =>
        file.kind === 'Environment' && file.document !== null ? [file.document] : [],
      );
    },
  };
}

/** The first `environment.yml` that another one is promoted from and that is not read yet. */
function sourceOf(found: ReadonlyMap<string, Parsed>): string | null {
  for (const file of found.values()) {
    const from = file.kind === 'Environment' ? file.document?.value.spec.promotesFrom : undefined;
    const path = `environments/${from}/environment.yml`;
    if (from !== undefined && !found.has(path)) return path;
  }
  return null;
}

/** Remembers that a file is not there, so that it is not looked for again. */
function absent(path: string): Parsed {
  return { path, blob: '', kind: 'ignored', document: null, diagnostics: [] };
}

/** A path decides which kind of document a blob is, so both are the key. */
function keyOf(entry: Entry): string {
  return `${entry.mode} ${entry.blob} ${entry.path}`;
}
