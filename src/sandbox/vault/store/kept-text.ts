// One text in a file of its own, made once; nobody else of this machine may read it.

import { readFileSync, writeFileSync } from 'node:fs';

export function keptText(file: string, make: () => string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const text = make();
  writeFileSync(file, text, { mode: 0o600 });
  return text;
}
