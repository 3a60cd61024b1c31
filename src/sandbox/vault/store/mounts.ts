// Which backend answers below which path, in each namespace.

import { randomBytes, randomUUID } from 'node:crypto';
import type { Data } from '../call.ts';
import { badRequest } from '../refusal.ts';
import type { Entries } from './storage.ts';

export interface Mount {
  /** Empty, or `acme/`. */
  readonly namespace: string;
  /** With a slash at its end: `runway/`, `auth/jwt/`. */
  readonly path: string;
  readonly type: 'kv' | 'jwt' | 'token' | 'system';
  readonly uuid: string;
  /** `auth_jwt_1f2e3d4c`: how templates of policies name it. */
  readonly accessor: string;
  readonly description: string;
  /** Of KV: `{ version: '2' }`. */
  readonly options: Data | null;
}

export interface Mounts {
  all(namespace: string): readonly Mount[];
  /** The one with the longest path that the given one begins with. */
  behind(namespace: string, path: string): Mount | null;
  add(mount: Omit<Mount, 'uuid' | 'accessor'>): Mount;
  /** False when there is none; what it kept goes with it. */
  remove(namespace: string, path: string): boolean;
  /** What every namespace has from its beginning. */
  furnish(namespace: string): void;
  clear(namespace: string): void;
}

export function createMounts(entries: Entries): Mounts {
  const { all, drop, put } = createTable(entries);
  const mounts: Mounts = {
    all,
    behind(namespace, path) {
      const fitting = all(namespace).filter(
        (mount) => path.startsWith(mount.path) || `${path}/` === mount.path,
      );
      return fitting.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
    },
    add(given) {
      const clash = all(given.namespace).find(
        ({ path }) => path.startsWith(given.path) || given.path.startsWith(path),
      );
      if (clash !== undefined) throw badRequest(`path is already in use at ${clash.path}`);
      const kind = given.path.startsWith('auth/') ? 'auth_' : '';
      const accessor = `${kind}${given.type}_${randomBytes(4).toString('hex')}`;
      const mount: Mount = { ...given, uuid: randomUUID(), accessor };
      put(mount);
      return mount;
    },
    remove(namespace, path) {
      const found = all(namespace).find((mount) => mount.path === path);
      if (found !== undefined) drop(found);
      return found !== undefined;
    },
    furnish(namespace) {
      const there = all(namespace).map(({ path }) => path);
      for (const [path, type, description] of FURNITURE) {
        if (!there.includes(path))
          mounts.add({ namespace, path, type, description, options: null });
      }
    },
    clear: (namespace) => all(namespace).forEach(drop),
  };
  return mounts;
}

interface Table {
  all(this: void, namespace: string): readonly Mount[];
  put(this: void, mount: Mount): void;
  /** With all that it kept. */
  drop(this: void, mount: Mount): void;
}

/** Read once: every request asks it. */
function createTable(entries: Entries): Table {
  const known = new Map<string, readonly Mount[]>();
  const read = (namespace: string): readonly Mount[] =>
    entries
      .below(`mounts/${namespace}|`)
      .map((path) => entries.get(`mounts/${namespace}|${path}`) as Mount | null)
      .filter((mount) => mount !== null);
  return {
    all(namespace) {
      const found = known.get(namespace) ?? read(namespace);
      known.set(namespace, found);
      return found;
    },
    put(mount) {
      entries.put(`mounts/${mount.namespace}|${mount.path}`, mount);
      known.delete(mount.namespace);
    },
    drop({ namespace, path, uuid }) {
      for (const below of entries.below(`data/${uuid}/`)) entries.delete(`data/${uuid}/${below}`);
      entries.delete(`mounts/${namespace}|${path}`);
      known.delete(namespace);
    },
  };
}

const FURNITURE = [
  ['sys/', 'system', 'system endpoints used for control, policy and debugging'],
  ['auth/token/', 'token', 'token based credentials'],
] as const;
