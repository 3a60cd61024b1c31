// All parsed files of the GitOps repository at one commit, by path.

import { type Target, targetOf } from '../resources/address.ts';
import type { Parsed } from './parsed.ts';

export interface Catalogue {
  /** Null when there is no such file. */
  readonly get: (path: string) => Parsed | null;
  /** Every file, in no particular order. */
  readonly values: () => Iterable<Parsed>;
  /** What it began from, and what is different now. */
  readonly layers: Layers;
}

interface Layers {
  readonly base: ReadonlyMap<string, Parsed>;
  /** Null: removed. */
  readonly changed: ReadonlyMap<string, Parsed | null>;
}

/** Up to this many changed files, or this part of all files, an overlay stays one. */
const MOST_CHANGED = { files: 100, part: 1 / 10 };

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
  const { base, changed: earlier } = catalogue.layers;
  const together = new Map([...earlier, ...changed]);
  const made = layered(base, together);
  const most = Math.max(MOST_CHANGED.files, base.size * MOST_CHANGED.part);
  return together.size <= most ? made : catalogueOf(made.values());
}

/** Every deployment's target, broken ones included, sorted. */
export function targetsOf(catalogue: Catalogue): readonly Target[] {
  const targets: Target[] = [];
  for (const { kind, path } of catalogue.values()) {
    if (kind !== 'Deployment') continue;
    const [, environment = '', file = ''] = path.split('/');
    targets.push(targetOf(environment, file.slice(0, -'.yml'.length)));
  }
  return targets.toSorted();
}

/** Names of the workloads in `inventory/`, broken ones included. */
export function workloadNames(catalogue: Catalogue): readonly string[] {
  return names(catalogue, 'Workload', /^inventory\/(.+)\.yml$/);
}

/** Names of the environments that have an `environment.yml`, broken ones included. */
export function environmentNames(catalogue: Catalogue): readonly string[] {
  return names(catalogue, 'Environment', /^environments\/(.+)\/environment\.yml$/);
}

function layered(
  base: ReadonlyMap<string, Parsed>,
  changed: ReadonlyMap<string, Parsed | null>,
): Catalogue {
  return {
    layers: { base, changed },
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
