// Secrets as plain values, for tests to write, delete and break.

import { sensitive, type Sensitive } from '../../ports/sensitive.ts';
import type { SecretOf, SecretVersion } from '../../ports/vault.ts';

export interface MemoryVersion extends SecretVersion {
  /** Null: the version holds no text under the key `value`. */
  readonly value: Sensitive | null;
}

export type SecretPlace = Pick<SecretOf, 'place' | 'workload' | 'name'>;

export interface VaultWorld {
  /** Writes the next version, and gives its number. Null: one without the key `value`. */
  write(secret: SecretPlace, value: string | null): number;
  delete(secret: SecretPlace, version: number): void;
  destroy(secret: SecretPlace, version: number): void;
  /** With all its versions; what is written afterwards begins at 1. */
  remove(secret: SecretPlace): void;
  /** Every value that was read so far, by workload, name and version. */
  readonly valuesRead: readonly string[];
}

export interface Kept {
  readonly world: VaultWorld;
  versions(secret: SecretPlace): readonly MemoryVersion[] | null;
  names(of: Omit<SecretPlace, 'name'>): readonly string[];
  /** Keeps in mind that a value was read. */
  told(secret: SecretPlace, version: number): void;
}

export function createVaultWorld(now: () => Date): Kept {
  const secrets = new Map<string, readonly MemoryVersion[]>();
  const read: string[] = [];
  const become = (state: SecretVersion['state']) => (secret: SecretPlace, number: number) => {
    const versions = secrets.get(keyOf(secret)) ?? [];
    const changed = versions.map((each) => (each.number === number ? { ...each, state } : each));
    if (versions.length > 0) secrets.set(keyOf(secret), changed);
  };
  return {
    versions: (secret) => secrets.get(keyOf(secret)) ?? null,
    names(of) {
      const beginning = keyOf({ ...of, name: '' });
      const below = [...secrets.keys()].filter((key) => key.startsWith(beginning));
      return below.map((key) => key.slice(beginning.length));
    },
    told: ({ workload, name }, version) => read.push(`${workload}/${name}@${version}`),
    world: {
      write(secret, text) {
        const versions = secrets.get(keyOf(secret)) ?? [];
        const number = (versions.at(-1)?.number ?? 0) + 1;
        const value = text === null ? null : sensitive(text);
        const made = { number, createdAt: now().toISOString(), state: 'live', value } as const;
        secrets.set(keyOf(secret), [...versions, made]);
        return number;
      },
      delete: become('deleted'),
      destroy: become('destroyed'),
      remove: (secret) => secrets.delete(keyOf(secret)),
      valuesRead: read,
    },
  };
}

function keyOf({ place, workload, name }: SecretPlace): string {
  return JSON.stringify([place.namespace, place.mount, place.path, workload]) + name;
}
