// All parsed files of the GitOps repository at one commit, by path.

import { type Target, targetOf } from '../resources/address.ts';
import type { Parsed } from './parsed.ts';

export interface Catalogue {
  /** Null when there is no such file. */
  readonly get: (path: string) => Parsed | null;
  /** Every file, in no particular order. */
  readonly values: () => Iterable<Parsed>;
}

export function catalogueOf(parsed: Iterable<Parsed>): Catalogue {
  return layered(new Map([...parsed].map((file) => [file.path, file])), new Map());
}

/**
 * The same with some files changed, added, or (null) removed. Costs what has changed, not what there is;
 * many overlays of one another are folded into one.
 */
export function overlay(
  catalogue: Catalogue,
  changed: ReadonlyMap<string, Parsed | null>,
): Catalogue {
  const layers = catalogue as Partial<Layers>;
  if (layers.base === undefined || layers.changed === undefined) {
    return overlay(catalogueOf(catalogue.values()), changed);
  }
  const together = new Map([...layers.changed, ...changed]);
  const few = Math.max(100, layers.base.size / 10);
  if (together.size <= few) return layered(layers.base, together);
  return catalogueOf(layered(layers.base, together).values());
}

/** Every deployment's target, broken ones included, sorted. */
export function targetsOf(catalogue: Catalogue): readonly Target[] {
  const targets: Target[] = [];
  for (const { kind, path } of catalogue.values()) {
    if (kind !== 'Deployment') continue;
    const [, environment = '', file = ''] = path.split('/');
    targets.push(targetOf(environment, file.slice(0, -'.yml'.length)));
  }
  return targets.toSorted((a, b) => (a < b ? -1 : 1));
}

/** Names of the workloads in `inventory/`, broken ones included. */
export function workloadNames(catalogue: Catalogue): readonly string[] {
  return names(catalogue, 'Workload', /^inventory\/(.+)\.yml$/);
}

/** Names of the environments that have an `environment.yml`, broken ones included. */
export function environmentNames(catalogue: Catalogue): readonly string[] {
  return names(catalogue, 'Environment', /^environments\/(.+)\/environment\.yml$/);
}

interface Layers extends Catalogue {
  readonly base: ReadonlyMap<string, Parsed>;
  readonly changed: ReadonlyMap<string, Parsed | null>;
}

function layered(
  base: ReadonlyMap<string, Parsed>,
  changed: ReadonlyMap<string, Parsed | null>,
): Layers {
  return {
    base,
    changed,
    get: (path) => {
      const file = changed.get(path);
      return file === undefined ? (base.get(path) ?? null) : file;
    },
    *values() {
      for (const [path, file] of base) if (!changed.has(path)) yield file;
      for (const file of changed.values()) if (file !== null) yield file;
    },
  };
}

function names(catalogue: Catalogue, kind: Parsed['kind'], pattern: RegExp): readonly string[] {
  const found: string[] = [];
  for (const file of catalogue.values()) {
    const [, name] = file.kind === kind ? (pattern.exec(file.path) ?? []) : [];
    if (name !== undefined) found.push(name);
  }
  return found.toSorted();
}
