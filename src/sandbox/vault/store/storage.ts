// What Vault remembers: entries by path, one encrypted file each, readable only while unsealed.

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealed } from '../refusal.ts';

/** Writes are on disk before the call returns. Everything throws the refusal `Vault is sealed` while it is. */
export interface Entries {
  /** Null when there is none. */
  get(path: string): unknown;
  put(path: string, value: unknown): void;
  delete(path: string): void;
  /** The rests of all paths that begin so, sorted. */
  below(prefix: string): readonly string[];
}

export interface Storage extends Entries {
  isSealed(): boolean;
  seal(): void;
  /** False when the key is not the right one. */
  unseal(key: string): boolean;
}

/** `key` is 32 bytes in base64; it begins unsealed. */
export function openStorage(dir: string, key: string): Storage {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  let entries: Map<string, string> | null = readAll(dir, key);
  const open = (): Map<string, string> => {
    if (entries === null) throw sealed();
    return entries;
  };
  return {
    isSealed: () => entries === null,
    seal() {
      entries = null;
    },
    unseal(given) {
      if (given !== key) return false;
      entries ??= readAll(dir, key);
      return true;
    },
    get(path) {
      const text = open().get(path);
      return text === undefined ? null : JSON.parse(text);
    },
    put(path, value) {
      const text = JSON.stringify(value);
      open().set(path, text);
      const file = join(dir, nameOf(path));
      writeFileSync(`${file}.new`, encrypt(JSON.stringify([path, text]), key), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    delete(path) {
      if (open().delete(path)) rmSync(join(dir, nameOf(path)), { force: true });
    },
    below: (prefix) =>
      [...open().keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length))
        .sort(),
  };
}

/** The same entries, seen from one folder. */
export function viewOf(entries: Entries, folder: string): Entries {
  return {
    get: (path) => entries.get(folder + path),
    put: (path, value) => entries.put(folder + path, value),
    delete: (path) => entries.delete(folder + path),
    below: (prefix) => entries.below(folder + prefix),
  };
}

function readAll(dir: string, key: string): Map<string, string> {
  const files = readdirSync(dir).filter((file) => /^[0-9a-f]{40}$/.test(file));
  return new Map(
    files.map(
      (file) => JSON.parse(decrypt(readFileSync(join(dir, file)), key)) as [string, string],
    ),
  );
}

function nameOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 40);
}

function encrypt(text: string, key: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(bytes: Buffer, key: string): string {
  const cipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), bytes.subarray(0, 12));
  cipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8');
}
