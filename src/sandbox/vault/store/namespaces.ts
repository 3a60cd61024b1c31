// Vaults within the Vault, where the sandbox is told to have them.

import { randomBytes } from 'node:crypto';
import { badRequest } from '../refusal.ts';
import type { Entries } from './storage.ts';

export interface Namespace {
  readonly id: string;
  /** `acme/` */
  readonly path: string;
}

export interface Namespaces {
  /** False: it has the root namespace alone, as the community edition. */
  readonly enabled: boolean;
  /** Splits what header and path name together; null when the header names none that exists. */
  resolve(header: string, path: string): { namespace: string; path: string } | null;
  direct(parent: string): readonly Namespace[];
  find(path: string): Namespace | null;
  add(path: string): Namespace;
  remove(path: string): void;
}

export function createNamespaces(entries: Entries, enabled: boolean): Namespaces {
  const paths = (): readonly string[] => entries.below('namespaces/');
  return {
    enabled,
    resolve(header, path) {
      const given = header.replace(/^\/+|\/+$/g, '');
      if (!enabled) {
        if (given !== '') throw badRequest('enterprise-only feature: namespaces');
        return { namespace: '', path };
      }
      const start = given === '' ? '' : `${given}/`;
      if (start !== '' && !paths().includes(start)) return null;
      const inside = paths().filter((each) => `${start}${path}`.startsWith(each));
      const namespace = inside.sort((a, b) => b.length - a.length)[0] ?? start;
      return { namespace, path: `${start}${path}`.slice(namespace.length) };
    },
    direct: (parent) =>
      paths()
        .filter((path) => path.startsWith(parent) && path !== parent)
        .filter((path) => !path.slice(parent.length, -1).includes('/'))
        .map((path) => entries.get(`namespaces/${path}`) as Namespace | null)
        .filter((found) => found !== null),
    find: (path) => entries.get(`namespaces/${path}`) as Namespace | null,
    add(path) {
      const known = entries.get(`namespaces/${path}`) as Namespace | null;
      if (known !== null) return known;
      const made: Namespace = { id: randomBytes(4).toString('hex').slice(0, 5), path };
      entries.put(`namespaces/${path}`, made);
      return made;
    },
    remove: (path) => entries.delete(`namespaces/${path}`),
  };
}
