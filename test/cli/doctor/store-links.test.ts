import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { storeLinks } from '../../../src/cli/doctor/store-links.ts';
import type { LoadedSettings } from '../../../src/cli/settings.ts';
import type { Settings } from '../../../src/documents/generated/documents.ts';
import type { Finding } from '../../../src/ports/finding.ts';

let folder: string;
const { DATABASE_URL: before } = process.env;

beforeEach(async () => {
  delete process.env['DATABASE_URL'];
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
});

afterEach(async () => {
  if (before !== undefined) process.env['DATABASE_URL'] = before;
  await rm(folder, { recursive: true, force: true });
});

async function found(data: string, server: object = {}): Promise<Record<string, Finding>> {
  const settings = { data, server: { port: 1, readToken: { env: 'X' }, ...server } };
  const loaded: LoadedSettings = {
    settings: settings as unknown as Settings,
    resolve: (path) => path,
    secret: () => Promise.resolve('read-token'),
  };
  return Object.fromEntries((await storeLinks(loaded, 'reconciler')).map((one) => [one.link, one]));
}

test('a folder that can be written, and one that is still to be made', async () => {
  expect((await found(join(folder, 'new', 'deep')))['store']).toMatchObject({ outcome: 'passed' });
  await mkdir(join(folder, 'store'));
  expect((await found(folder))['store']?.words).toContain('can be written');
});

test('a folder that cannot be made has failed', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  expect((await found(join(file, 'x')))['store']).toMatchObject({ outcome: 'failed' });
});

test('a database that does not answer is told without its password', async () => {
  process.env['DATABASE_URL'] = 'postgres://runway:a-password@127.0.0.1:9/runway';
  const { store } = await found(folder);
  expect(store).toMatchObject({ outcome: 'failed' });
  expect(JSON.stringify(store)).not.toContain('a-password');
});

test('a bot that does not answer is told, and none is looked for where no address is known', async () => {
  expect((await found(folder))['bot']).toMatchObject({ outcome: 'not applicable' });
  const away = await found(folder, { url: 'http://127.0.0.1:9' });
  expect(away['bot']).toMatchObject({ outcome: 'failed' });
  expect(away['bot']?.mend).toContain('runway serve');
});
