// One JSON file below the sandbox's folder, replaced whole.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface StateFile<T> {
  read(): T;
  /** On disk before the call returns; nobody else of this machine may read it. */
  write(value: T): void;
}

/** `first` makes what a folder without the file begins with; that is written at once. */
export function openStateFile<T>(file: string, first: () => T): StateFile<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const write = (value: T): void => {
    writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const text = textOf(file);
  const kept = { value: text === null ? first() : (JSON.parse(text) as T) };
  if (text === null) write(kept.value);
  return {
    read: () => kept.value,
    write(value) {
      write(value);
      kept.value = value;
    },
  };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
