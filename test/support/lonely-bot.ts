// The settings of a bot whose forge is down: nothing listens there.

import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FORGES = {
  gitlab: ['  kind: gitlab', '  token: { file: secret }'],
  github: ['  kind: github', '  app: { id: 7, privateKey: { file: secret } }'],
} as const;

/** Writes them and their one secret into the folder, and gives the file. `server`: members of `server` in YAML's short form. */
export async function lonelyBot(
  dir: string,
  server: string,
  kind: keyof typeof FORGES = 'gitlab',
): Promise<string> {
  await writeFile(join(dir, 'secret'), randomUUID());
  const file = join(dir, 'settings.yml');
  const text = [
    'apiVersion: runway/v1',
    'kind: Settings',
    'forge:',
    ...FORGES[kind],
    '  url: http://127.0.0.1:9',
    '  project: acme/platform',
    '  webhookSecret: { file: secret }',
    `server: { host: 127.0.0.1, readToken: { file: secret }, ${server} }`,
    '',
  ].join('\n');
  await writeFile(file, text);
  return file;
}
