// Branches, tags, commits, files, trees and statuses, with gitbeaker.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { acme, checkout, json, type Acme } from './acme-gitlab.ts';

const platform = 'acme/platform';
let world: Acme;

beforeAll(async () => {
  world = await acme();
});

afterAll(async () => {
  await world.end();
});

test('files are read whole, raw and by their head alone', async () => {
  const api = world.as('alice');
  const file = await api.RepositoryFiles.show(platform, checkout, 'main');
  const raw = await api.RepositoryFiles.showRaw(platform, checkout, 'main');
  const head = await world.call(
    'alice',
    `/projects/acme%2Fplatform/repository/files/${encodeURIComponent(checkout)}?ref=main`,
    { method: 'HEAD' },
  );
  const absent = await world.call(
    'alice',
    '/projects/acme%2Fplatform/repository/files/no.md?ref=main',
  );

  expect(Buffer.from(file.content, 'base64').toString()).toBe('release:\n  version: 1.0.0\n');
  expect(raw).toBe('release:\n  version: 1.0.0\n');
  expect([head.status, head.headers.get('x-gitlab-blob-id')]).toEqual([200, file.blob_id]);
  expect([absent.status, await absent.json()]).toEqual([404, { message: '404 File Not Found' }]);
});

test('files are created, updated and removed, one commit each', async () => {
  const api = world.as('olga');
  await api.Branches.create(platform, 'files', 'main');
  await api.RepositoryFiles.create(platform, 'a/b.txt', 'files', 'one\n', 'Add b');
  const { last_commit_id: given } = await api.RepositoryFiles.show(platform, 'a/b.txt', 'files');
  const last = given as string;
  await api.RepositoryFiles.edit(platform, 'a/b.txt', 'files', 'two\n', 'Change b', {
    lastCommitId: last,
  });
  const stale = api.RepositoryFiles.edit(platform, 'a/b.txt', 'files', 'three\n', 'Again', {
    lastCommitId: last,
  });
  await expect(stale).rejects.toThrow('has changed since you started editing it');
  await api.RepositoryFiles.remove(platform, 'a/b.txt', 'files', 'Remove b');
  const commits = await api.Commits.all(platform, { refName: 'files', path: 'a/b.txt' });
  expect(commits.map(({ title }) => title)).toEqual(['Remove b', 'Change b', 'Add b']);
});

test('one commit carries many actions, or none of them', async () => {
  const api = world.as('alice');
  const commit = await api.Commits.create(
    platform,
    'many',
    'Many',
    [
      {
        action: 'create',
        filePath: 'new.txt',
        content: Buffer.from('né').toString('base64'),
        encoding: 'base64',
      },
      { action: 'move', filePath: 'moved.md', previousPath: 'README.md' },
      { action: 'delete', filePath: 'environments/dev/catalog.yml' },
    ],
    { startBranch: 'main' },
  );
  const tree = await api.Repositories.allRepositoryTrees(platform, {
    ref: 'many',
    recursive: true,
    perPage: 2,
  });
  const wrong = api.Commits.create(platform, 'many', 'Wrong', [
    { action: 'create', filePath: 'x.txt', content: 'x' },
    { action: 'update', filePath: 'absent.txt', content: 'x' },
  ]);

  expect(commit.stats).toMatchObject({ total: expect.any(Number) });
  expect(tree.map(({ path }) => path).sort()).toEqual([
    'environments',
    'environments/dev',
    checkout,
    'moved.md',
    'new.txt',
  ]);
  expect(await api.RepositoryFiles.showRaw(platform, 'new.txt', 'many')).toBe('né');
  await expect(wrong).rejects.toThrow("A file with this name doesn't exist");
  expect((await api.Branches.show(platform, 'many')).commit.id).toBe(commit.id);
});

test('trees can be walked by key set', async () => {
  const api = world.as('alice');
  const tree = await api.Repositories.allRepositoryTrees(platform, {
    ref: 'main',
    recursive: true,
    perPage: 1,
    pagination: 'keyset',
  });
  expect(tree.map(({ path }) => path)).toEqual([
    'README.md',
    'environments',
    'environments/dev',
    'environments/dev/catalog.yml',
    checkout,
  ]);
});

test('commits, comparisons, branches and tags are listed', async () => {
  const api = world.as('alice');
  const commits = await api.Commits.all(platform, { refName: 'main', perPage: 1 });
  const compared = await api.Repositories.compare(platform, commits[1]?.id ?? '', 'main');
  const tags = await api.Tags.all('acme/checkout');
  await api.Tags.create('acme/checkout', '1.1.0', 'main');
  const again = await world.call(
    'alice',
    '/projects/46267196/repository/tags',
    json({ tag_name: '1.1.0', ref: 'main' }),
  );

  expect(commits.map(({ title }) => title)).toEqual(['Add catalog', 'Describe checkout in dev']);
  expect((compared.diffs as { new_path: string }[]).map((file) => file.new_path)).toEqual([
    'environments/dev/catalog.yml',
  ]);
  expect(tags.map(({ name }) => name).sort()).toEqual(['1.0.0', 'v1.0.0']);
  expect([again.status, await again.json()]).toEqual([
    400,
    { message: 'Tag 1.1.0 already exists' },
  ]);
});

test('statuses take only the steps that GitLab has', async () => {
  const api = world.as('runway');
  const { commit } = await api.Branches.show(platform, 'main');
  const path = `/projects/acme%2Fplatform/statuses/${commit.id}`;
  await api.Commits.editStatus(platform, commit.id, 'pending', {
    name: 'runway/plan',
    description: 'Planning',
  });
  const twice = await world.call('runway', path, json({ state: 'pending', name: 'runway/plan' }));
  await api.Commits.editStatus(platform, commit.id, 'success', { name: 'runway/plan' });
  await api.Commits.editStatus(platform, commit.id, 'failed', { name: 'runway/plan' });
  const shown = await api.Commits.allStatuses(platform, commit.id);
  const all = await api.Commits.allStatuses(platform, commit.id, { all: true });

  expect([twice.status, await twice.json()]).toEqual([
    400,
    {
      message:
        'Cannot transition status via :enqueue from :pending (Reason(s): Status cannot transition via "enqueue")',
    },
  ]);
  expect(shown.map(({ name, status }) => [name, status])).toEqual([['runway/plan', 'failed']]);
  expect(all).toHaveLength(2);
});

test('environments and deployments are reported and listed', async () => {
  const api = world.as('runway');
  const { commit } = await api.Branches.show(platform, 'main');
  const made = await api.Deployments.create(
    platform,
    'production/checkout',
    commit.id,
    'main',
    false,
    { status: 'running' },
  );
  await api.Deployments.edit(platform, made.id, 'success');
  const [environment] = await api.Environments.all(platform);
  const full = await api.Environments.show(platform, environment?.id ?? 0);

  expect(environment).toMatchObject({
    name: 'production/checkout',
    tier: 'production',
    state: 'available',
  });
  expect(full).toMatchObject({ last_deployment: { id: made.id, status: 'success' } });
});
