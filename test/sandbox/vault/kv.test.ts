// KV version 2, asked with plain requests.

import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { furnish, runningVault, type TestVault } from './running.ts';

let vault: TestVault;
let ask: TestVault['ask'];

beforeAll(async () => {
  vault = await runningVault();
  ({ ask } = vault);
  await furnish(vault);
});
afterAll(() => vault.remove());

async function write(path: string, value: string, options?: object): Promise<number> {
  const body = { data: { value }, ...(options === undefined ? {} : { options }) };
  return (await ask('POST', `runway/data/${path}`, body)).status;
}

const read = (path: string) => ask('GET', `runway/data/${path}`);

test('every write makes a version, and each can be read', async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  await write('a/KEY', first);
  const written = await ask('PUT', 'runway/data/a/KEY', { data: { value: second } });

  expect(written.data).toMatchObject({
    version: 2,
    destroyed: false,
    deletion_time: '',
    custom_metadata: null,
  });
  expect((await read('a/KEY')).data['data']).toEqual({ value: second });
  expect((await read('a/KEY?version=1')).data['data']).toEqual({ value: first });
  expect(await read('a/KEY?version=9')).toMatchObject({ status: 404, errors: [] });
  expect(await read('a/NONE')).toMatchObject({ status: 404, errors: [] });
});

test('a deleted version is a 404 that tells of it, and can be brought back', async () => {
  const value = randomUUID();
  await write('b/KEY', value);
  expect((await ask('DELETE', 'runway/data/b/KEY')).status).toBe(204);

  const gone = await read('b/KEY');
  expect(gone.status).toBe(404);
  expect(gone.data).toMatchObject({ data: null, metadata: { version: 1, destroyed: false } });
  expect(gone.text).not.toContain(value);

  expect((await ask('POST', 'runway/undelete/b/KEY', { versions: [1] })).status).toBe(204);
  expect((await read('b/KEY')).data['data']).toEqual({ value });
});

test('a destroyed version stays destroyed', async () => {
  await write('c/KEY', randomUUID());
  expect((await ask('POST', 'runway/destroy/c/KEY', { versions: ['1'] })).status).toBe(204);
  await ask('POST', 'runway/undelete/c/KEY', { versions: [1] });

  expect((await read('c/KEY')).data).toMatchObject({ data: null, metadata: { destroyed: true } });
  expect(await ask('POST', 'runway/destroy/c/KEY', {})).toMatchObject({
    status: 400,
    errors: ['no version number provided'],
  });
});

test('check-and-set lets one of two writers through', async () => {
  expect(await write('d/KEY', '1', { cas: 0 })).toBe(200);
  expect(await write('d/KEY', '2', { cas: 0 })).toBe(400);
  expect(await write('d/KEY', '2', { cas: 1 })).toBe(200);
  await ask('POST', 'runway/metadata/d/KEY', { cas_required: true });
  const refused = await ask('POST', 'runway/data/d/KEY', { data: {} });
  expect(refused.errors).toEqual(['check-and-set parameter required for this call']);
});

test('the oldest versions go when there are too many', async () => {
  await ask('POST', 'runway/metadata/e/KEY', { max_versions: 2 });
  for (const value of ['1', '2', '3']) await write('e/KEY', value);

  const { data } = await ask('GET', 'runway/metadata/e/KEY');
  expect(data).toMatchObject({ current_version: 3, oldest_version: 2, max_versions: 2 });
  expect(Object.keys(data['versions'] as object)).toEqual(['2', '3']);

  for (let made = 0; made < 12; made += 1) await write('e/OTHER', '');
  const other = await ask('GET', 'runway/metadata/e/OTHER');
  expect(Object.keys(other.data['versions'] as object)).toHaveLength(10);
});

test('versions delete themselves after the time that the secret or its mount says', async () => {
  await ask('POST', 'runway/metadata/f/KEY', { delete_version_after: '90m' });
  await write('f/KEY', 'soon over');
  const before = await ask('GET', 'runway/metadata/f/KEY');
  expect(before.data['delete_version_after']).toBe('1h30m0s');
  expect((await read('f/KEY')).status).toBe(200);

  vault.pass(91 * 60);
  expect((await read('f/KEY')).status).toBe(404);
});

test('metadata keeps what people say of a secret, within bounds', async () => {
  const custom = { owner: 'payments', ticket: '7' };
  await ask('POST', 'runway/metadata/g/KEY', { custom_metadata: custom });
  await ask(
    'PATCH',
    'runway/metadata/g/KEY',
    { custom_metadata: { ticket: null, more: 'x' } },
    {
      headers: { 'content-type': 'application/merge-patch+json' },
    },
  );
  const { data } = await ask('GET', 'runway/metadata/g/KEY');
  expect(data).toMatchObject({
    current_version: 0,
    custom_metadata: { owner: 'payments', more: 'x' },
  });

  const long = await ask('POST', 'runway/metadata/g/KEY', {
    custom_metadata: { a: 'b'.repeat(513) },
  });
  expect(long.status).toBe(400);
});

test('a patch changes some keys of the newest version', async () => {
  await ask('POST', 'runway/data/h/KEY', { data: { one: '1', two: '2' } });
  const headers = { 'content-type': 'application/merge-patch+json' };
  await ask('PATCH', 'runway/data/h/KEY', { data: { two: null, three: '3' } }, { headers });
  expect((await read('h/KEY')).data['data']).toEqual({ one: '1', three: '3' });
  expect((await ask('PATCH', 'runway/data/h/NONE', { data: {} }, { headers })).status).toBe(404);
});

test('a removed secret begins anew at version 1, made at another time', async () => {
  await write('i/KEY', '1');
  const before = await ask('GET', 'runway/metadata/i/KEY');
  expect((await ask('DELETE', 'runway/metadata/i/KEY')).status).toBe(204);
  expect((await ask('GET', 'runway/metadata/i/KEY')).status).toBe(404);
  await write('i/KEY', '1');
  const after = await ask('GET', 'runway/metadata/i/KEY');
  expect(after.data['current_version']).toBe(1);
  expect(after.data['created_time']).not.toEqual(before.data['created_time']);
});

test('a list tells names and folders, by each of its three spellings', async () => {
  await write('list/B', '1');
  await write('list/A', '1');
  await write('list/deep/er/C', '1');
  const keys = ['A', 'B', 'deep/'];
  for (const [method, path] of [
    ['LIST', 'runway/metadata/list'],
    ['LIST', 'runway/metadata/list/'],
    ['GET', 'runway/metadata/list?list=true'],
    ['GET', 'runway/metadata/list/?list=1'],
  ] as const)
    expect((await ask(method, path)).data['keys']).toEqual(keys);
  expect(await ask('LIST', 'runway/metadata/nothing')).toMatchObject({ status: 404, errors: [] });
  expect((await ask('LIST', 'runway/metadata')).data['keys']).toContain('list/');
});

test('nothing that was written can be read in its files, and all of it is there after a restart', async () => {
  const value = randomUUID();
  await write('restart/KEY', value);
  await vault.restart();

  expect((await read('restart/KEY')).data['data']).toEqual({ value });
  const files = readdirSync(join(vault.dir, 'vault'), { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'));
  expect(texts.some((text) => text.includes(value))).toBe(false);
  expect(JSON.stringify(vault.lines)).not.toContain(value);
});

test('a body that is no JSON is refused without being repeated', async () => {
  const words = randomUUID();
  const refused = await ask('POST', 'runway/data/j/KEY', words);
  expect(refused.status).toBe(400);
  expect(refused.text).not.toContain(words);
});
