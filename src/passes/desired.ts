// Desired state at any commit or tree, read lazily and parsed once per blob.

import { type Catalogue, catalogueOf, overlay } from '../documents/catalogue.ts';
import type { Document } from '../documents/document.ts';
import type { Environment } from '../documents/generated/documents.ts';
import { parseFile } from '../documents/parse.ts';
import type { Parsed } from '../documents/parsed.ts';
import { type TargetDocuments, pathsOf, targetDocuments } from '../documents/target-documents.ts';
import type { Change, Entry, Repository } from '../ports/repository.ts';
import type { Target } from '../resources/address.ts';

export interface Desired {
  /** The three files of one target, whatever the size of the repository. */
  target(treeish: string, target: Target): Promise<TargetDocuments>;
  file(treeish: string, path: string): Promise<Parsed | null>;
  /** The text of a file as it is; null when it is absent. */
  text(treeish: string, path: string): Promise<string | null>;
  /** The files of these targets, with the environments that they are promoted from: enough to check them. */
  around(treeish: string, targets: readonly Target[]): Promise<Catalogue>;
  /** Everything at a commit or tree. Kept for the newest few; a neighbour costs what differs. */
  catalogue(treeish: string): Promise<Catalogue>;
  environments(treeish: string): Promise<readonly Document<Environment>[]>;
}

const KEPT_CATALOGUES = 4;

export function createDesired(repository: Repository): Desired {
  const parsed = new Map<string, Parsed>();
  const catalogues = new Map<string, Catalogue>();

  async function parseAll(entries: readonly Entry[]): Promise<Parsed[]> {
    const missing = entries.filter((entry) => !parsed.has(keyOf(entry)));
    const bytes = await repository.read(missing.map((entry) => entry.blob));
    for (const entry of missing) {
      const file = { ...entry, bytes: bytes.get(entry.blob) ?? new Uint8Array() };
      parsed.set(keyOf(entry), parseFile(file));
    }
    return entries.flatMap((entry) => parsed.get(keyOf(entry)) ?? []);
  }

  async function files(treeish: string, paths: readonly string[]): Promise<Map<string, Parsed>> {
    const entries = [...(await repository.entries(treeish, paths)).values()];
    const found = await parseAll(entries.filter((entry) => entry !== null));
    return new Map(found.map((file) => [file.path, file]));
  }

  function keep(treeish: string, catalogue: Catalogue): Catalogue {
    catalogues.delete(treeish);
    catalogues.set(treeish, catalogue);
    const [oldest] = catalogues.keys();
    if (catalogues.size > KEPT_CATALOGUES && oldest !== undefined) catalogues.delete(oldest);
    return catalogue;
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
    const [neighbour] = [...catalogues].reverse();
    if (neighbour !== undefined) {
      const changes = await repository.changes(neighbour[0], treeish);
      return keep(treeish, await apply(neighbour[1], changes));
    }
    return keep(treeish, catalogueOf(await parseAll(await repository.list(treeish))));
  }

  return {
    async target(treeish, target) {
      const found = await files(treeish, pathsOf(target));
      return targetDocuments((path) => found.get(path) ?? null, target);
    },
    async file(treeish, path) {
      return (await files(treeish, [path])).get(path) ?? null;
    },
    async text(treeish, path) {
      const entry = (await repository.entries(treeish, [path])).get(path) ?? null;
      if (entry === null) return null;
      const bytes = (await repository.read([entry.blob])).get(entry.blob);
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
