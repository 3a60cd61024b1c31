// Forks, with gitbeaker.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { acme, checkout, type Acme } from './acme-gitlab.ts';

const platform = 'acme/platform';
let world: Acme;

beforeAll(async () => {
  world = await acme();
});

afterAll(async () => {
  await world.end();
});

test('who may only read proposes from a fork', async () => {
  const api = world.as('mallory');
  const fork = await api.Projects.fork(platform);
  await api.Commits.create(
    fork.id,
    'topic',
    'Bump',
    [{ action: 'update', filePath: checkout, content: 'release:\n  version: 1.1.0\n' }],
    { startBranch: 'main' },
  );
  const base = await api.Projects.show(platform);
  const opened = await api.MergeRequests.create(fork.id, 'topic', 'main', 'Bump', {
    targetProjectId: base.id,
  });
  expect(fork).toMatchObject({
    path_with_namespace: 'mallory/platform',
    forked_from_project: { id: base.id },
  });
  expect(opened).toMatchObject({
    project_id: base.id,
    source_project_id: fork.id,
    target_project_id: base.id,
    source_branch: 'topic',
  });
  const seen = await world.as('olga').MergeRequests.show(platform, opened.iid);
  const merged = await world.as('olga').MergeRequests.merge(platform, opened.iid);
  expect(seen.sha).toBe(opened.sha);
  expect(merged.state).toBe('merged');
});

test('a stranger cannot fork', async () => {
  await expect(world.as('bob').Projects.fork('acme/checkout')).rejects.toThrow('Not Found');
});
