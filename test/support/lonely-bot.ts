// The settings of a bot whose forge is down: nothing listens there.

import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes them and their one secret into the folder, and gives the file. `server`: members of `server` in YAML's short form. */
export async function lonelyBot(dir: string, server: string): Promise<string> {
  await writeFile(join(dir, 'secret'), randomUUID());
  const file = join(dir, 'settings.yml');
  const text = [
    'apiVersion: runway/v1',
    'kind: Settings',
    'forge:',
    '  kind: gitlab',
    '  url: http://127.0.0.1:9',
    '  project: acme/platform',
    '  token: { file: secret }',
    '  webhookSecret: { file: secret }',
    `server: { host: 127.0.0.1, readToken: { file: secret }, ${server} }`,
    '',
  ].join('\n');
  await writeFile(file, text);
  return file;
}
