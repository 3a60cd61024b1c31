// A log that goes to a file beside what it is about.

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Appends; the folder is made when it is not there. */
export async function logFile(dir: string, name: string): Promise<(line: string) => void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const stream = createWriteStream(join(dir, name), { flags: 'a' });
  return (line) => void stream.write(line);
}
