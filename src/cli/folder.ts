// Folders that people name.

import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Failure } from '../ports/failure.ts';

/** Makes the folder where it is not there. Throws RUNWAY_SETTINGS_INVALID for a place that can hold none. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure({
      code: 'RUNWAY_SETTINGS_INVALID',
      message: `${path} cannot be used as a folder (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      hint: 'Name a folder, or a path where one can be made.',
      retry: 'never',
    });
  }
}

/** False for a file, and for what is not there. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
