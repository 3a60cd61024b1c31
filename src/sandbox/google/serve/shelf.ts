// What an API remembers: one file for each thing, replaced whole.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes are on disk before the call returns; nobody else of this machine may read them. */
export interface Shelf<T> {
  /** In no order that means anything. */
  all(): readonly T[];
  get(name: string): T | null;
  put(value: T): void;
  drop(name: string): void;
}

/** `name` tells things apart: `projects/acme/secrets/key`. */
export function openShelf<T>(dir: string, name: (value: T) => string): Shelf<T> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const values = new Map<string, T>();
  for (const file of readdirSync(dir).sort()) {
    if (!file.endsWith('.json')) continue;
    const value = JSON.parse(readFileSync(join(dir, file), 'utf8')) as T;
    values.set(name(value), value);
  }
  return {
    all: () => [...values.values()],
    get: (key) => values.get(key) ?? null,
    put(value) {
      const file = join(dir, fileOf(name(value)));
      writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      values.set(name(value), value);
    },
    drop(key) {
      rmSync(join(dir, fileOf(key)), { force: true });
      values.delete(key);
    },
  };
}

/** File systems end names at 255 bytes. */
function fileOf(name: string): string {
  const readable = name.replaceAll('/', '--');
  const short = readable.length <= 200;
  return `${short ? readable : createHash('sha256').update(name).digest('hex')}.json`;
}
