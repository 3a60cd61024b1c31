import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadSettings } from '../../src/cli/settings.ts';

const usual = [
  'apiVersion: runway/v1',
  'kind: Settings',
  'forge:',
  '  kind: gitlab',
  '  url: https://gitlab.acme.dev',
  '  project: acme/platform',
  '  token: { file: token }',
  '  webhookSecret: { env: RUNWAY_TEST_WEBHOOK }',
  'server:',
  '  port: 8080',
  '  readToken: { file: read-token }',
  '',
].join('\n');

/** A folder of its own with these settings, gone at the end. */
async function withSettings(
  text: string,
  tell: (file: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'runway-settings-'));
  try {
    const file = join(folder, 'settings.yml');
    await writeFile(file, text);
    await tell(file, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('reads settings, and paths from where they lie', () =>
  withSettings(usual, async (file, folder) => {
    const loaded = await loadSettings(file);
    expect(loaded.settings.forge.project).toBe('acme/platform');
    expect(loaded.resolve('data')).toBe(join(folder, 'data'));
    expect(loaded.resolve('/data')).toBe('/data');
  }));

test('names every mistake with its line and what to write', () => {
  const text = usual.replace('project:', 'projct:').replace('port: 8080', 'port: eighty');
  return withSettings(text, async (file) => {
    const loading = loadSettings(file);
    await expect(loading).rejects.toMatchObject({ code: 'RUNWAY_SETTINGS_INVALID' });
    await expect(loading).rejects.toThrow(`${file}:6`);
    await expect(loading).rejects.toThrow('project');
    await expect(loading).rejects.toThrow(`${file}:10`);
  });
});

test('says which file it could not read', async () => {
  const loading = loadSettings('/nowhere/settings.yml');
  await expect(loading).rejects.toMatchObject({ code: 'RUNWAY_SETTINGS_INVALID', retry: 'never' });
  await expect(loading).rejects.toThrow('/nowhere/settings.yml cannot be read (ENOENT)');
});

test('reads a secret from a file beside the settings, without the line end', () =>
  withSettings(usual, async (file, folder) => {
    const token = randomBytes(16).toString('hex');
    await writeFile(join(folder, 'token'), `${token}\n`);
    const loaded = await loadSettings(file);
    expect(await loaded.secret({ file: 'token' })).toBe(token);
  }));

test('reads a secret anew each time, so that it can be rotated', () =>
  withSettings(usual, async (file, folder) => {
    const loaded = await loadSettings(file);
    const [first, second] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    await writeFile(join(folder, 'token'), first);
    expect(await loaded.secret({ file: 'token' })).toBe(first);
    await writeFile(join(folder, 'token'), second);
    expect(await loaded.secret({ file: 'token' })).toBe(second);
  }));

test('reads a secret from a variable', () =>
  withSettings(usual, async (file) => {
    const value = randomBytes(16).toString('hex');
    const loaded = await loadSettings(file);
    process.env['RUNWAY_TEST_WEBHOOK'] = value;
    try {
      expect(await loaded.secret({ env: 'RUNWAY_TEST_WEBHOOK' })).toBe(value);
    } finally {
      delete process.env['RUNWAY_TEST_WEBHOOK'];
    }
  }));

test('says where a secret should have been', () =>
  withSettings(usual, async (file, folder) => {
    const loaded = await loadSettings(file);
    await expect(loaded.secret({ env: 'RUNWAY_TEST_WEBHOOK' })).rejects.toThrow(
      'The variable RUNWAY_TEST_WEBHOOK holds no secret',
    );
    await expect(loaded.secret({ file: 'token' })).rejects.toThrow('cannot be read (ENOENT)');
    await writeFile(join(folder, 'token'), ' \n');
    await expect(loaded.secret({ file: 'token' })).rejects.toThrow('holds no secret');
  }));

test('a secret written into the settings is refused, and not repeated', () => {
  const value = randomBytes(16).toString('hex');
  return withSettings(usual.replace('{ file: token }', value), async (file) => {
    const loading = loadSettings(file);
    await expect(loading).rejects.toThrow('token');
    await expect(loading).rejects.not.toThrow(value);
  });
});
