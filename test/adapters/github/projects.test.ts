// The corners of service projects on GitHub.

import { expect, test } from '@jest/globals';
import type { Sha } from '../../../src/ports/forge.ts';
import { api, asApp, connect, installed, scope } from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';

const path = `${api}/repos/acme/checkout`;
const [from, to] = ['a'.repeat(40) as Sha, 'b'.repeat(40) as Sha];

guardNetwork();

function tree(entries: readonly object[]): object {
  return { sha: 'f'.repeat(40), truncated: true, tree: entries };
}

const folder = { path: '.runway', type: 'tree', mode: '040000', sha: 'd'.repeat(40) };

/** A project whose folder holds these. */
function holding(entries: readonly object[]): void {
  installed('acme/checkout');
  scope()
    .get(`${path}/git/trees/${to}`)
    .reply(200, tree([{ ...folder, path: 'src' }, folder]));
  scope()
    .get(`${path}/git/trees/${folder.sha}`)
    .query({ recursive: 'true' })
    .reply(200, tree(entries));
}

function blob(name: string, sha: string, size: number): object {
  return { path: name, type: 'blob', mode: '100644', sha: sha.repeat(40), size };
}

test('files are read by their own ids, however large the repository is', async () => {
  holding([blob('runway.yml', '1', 6), blob('worker/runway.yml', '2', 4)]);
  // GitHub breaks it into lines.
  const content = Buffer.from('grüße').toString('base64').replace(/^.{4}/, '$&\n');
  scope()
    .get(`${path}/git/blobs/${'1'.repeat(40)}`)
    .reply(200, { encoding: 'base64', content });
  scope()
    .get(`${path}/git/blobs/${'2'.repeat(40)}`)
    .reply(200, { encoding: 'utf-8', content: 'k: v' });
  expect(await connect().projects.files('acme/checkout', '.runway', to)).toEqual([
    { path: '.runway/runway.yml', text: 'grüße' },
    { path: '.runway/worker/runway.yml', text: 'k: v' },
  ]);
});

test('a file that is too large is refused without being read', async () => {
  holding([blob('big.yml', '1', 300 * 1024)]);
  const failure = connect().projects.files('acme/checkout', '.runway', to);
  await expect(failure).rejects.toMatchObject({
    code: 'RUNWAY_FORGE_REFUSED',
    retry: 'never',
    message: expect.stringContaining('big.yml is larger than 256 KiB'),
  });
});

test('symlinks and submodules are not read', async () => {
  holding([
    { path: 'runway.yml', type: 'blob', mode: '120000', sha: '1'.repeat(40), size: 9 },
    { path: 'vendor', type: 'commit', mode: '160000', sha: '2'.repeat(40) },
    { path: 'worker', type: 'tree', mode: '040000', sha: '3'.repeat(40) },
  ]);
  expect(await connect().projects.files('acme/checkout', '.runway', to)).toEqual([]);
});

test('a file in the place of the folder is no folder', async () => {
  installed('acme/checkout');
  scope()
    .get(`${path}/git/trees/${to}`)
    .reply(200, tree([blob('.runway', '1', 3)]));
  expect(await connect().projects.files('acme/checkout', '.runway', to)).toEqual([]);
});

test('a path with more parts than GitHub has is never taken for its beginning', async () => {
  asApp().get(`${api}/repos/acme/checkout%2Fapi/installation`).reply(404, { message: 'Not Found' });
  expect(await connect().projects.commit('acme/checkout/api', 'main')).toBeNull();
});

test.each([404, 409, 422])('a ref that GitHub answers with %d is absent', async (status) => {
  installed('acme/checkout');
  scope()
    .get(`${path}/commits/v1.0.0`)
    .query({ per_page: '1' })
    .reply(status, { message: 'No commit found for SHA: v1.0.0' });
  expect(await connect().projects.commit('acme/checkout', 'v1.0.0')).toBeNull();
});

test('of hundreds of commits the newest hundred are listed', async () => {
  installed('acme/checkout');
  const page = (number: number, first: number, count: number) =>
    scope()
      .get(`${path}/compare/${from}...${to}`)
      .query({ per_page: '100', page: String(number) })
      .reply(200, {
        total_commits: 350,
        commits: Array.from({ length: count }, (_, index) => ({
          sha: String(first + index),
          commit: { message: `Change ${first + index}\n\nBecause.`, author: { name: 'Alice' } },
        })),
      });
  page(1, 1, 100);
  page(3, 201, 100);
  page(4, 301, 50);
  const found = await connect().projects.commits('acme/checkout', from, to);
  expect(found).toHaveLength(100);
  expect(found?.[0]).toEqual({ sha: '350', title: 'Change 350', author: 'Alice' });
  expect(found?.[99]?.sha).toBe('251');
});

test('places have addresses for people', () => {
  const { projects } = connect();
  expect(projects.commitUrl('acme/checkout', to)).toBe(
    `https://github.test/acme/checkout/commit/${to}`,
  );
  expect(projects.compareUrl('acme/checkout', from, to)).toBe(
    `https://github.test/acme/checkout/compare/${from}...${to}`,
  );
});
