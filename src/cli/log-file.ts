// A log that goes to a file beside what it is about.

import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './folder.ts';

/** Appends; the folder is made when it is not there. */
export async function logFile(dir: string, name: string): Promise<(line: string) => void> {
  await makeFolder(dir);
  const stream = createWriteStream(join(dir, name), { flags: 'a' });
  return (line) => void stream.write(line);
}
