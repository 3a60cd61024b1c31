// Merge requests from opening to merging, with gitbeaker.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { acme, checkout, json, propose, type Acme } from './acme-gitlab.ts';

const platform = 'acme/platform';
let world: Acme;

beforeAll(async () => {
  world = await acme();
});

afterAll(async () => {
  await world.end();
});

async function settled(iid: number): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const mr = await world.as('alice').MergeRequests.show(platform, iid);
    return mr.detailed_merge_status !== 'checking' && mr;
  });
}

test('a merge request shows its difference and merges with a merge commit', async () => {
  const api = world.as('alice');
  const iid = await propose(world, 'bump', { content: 'release:\n  version: 1.1.0\n' });
  const [file] = await api.MergeRequests.allDiffs(platform, iid);
  const mr = await settled(iid);
  const merged = await api.MergeRequests.merge(platform, iid, {
    sha: String(mr['sha']),
    shouldRemoveSourceBranch: true,
  });
  const commit = await api.Commits.show(platform, merged.merge_commit_sha as string);

  expect(file).toMatchObject({
    new_path: checkout,
    diff: expect.stringContaining('+  version: 1.1.0'),
  });
  expect(mr).toMatchObject({
    state: 'opened',
    merge_status: 'can_be_merged',
    has_conflicts: false,
  });
  expect(merged).toMatchObject({
    state: 'merged',
    merged_by: { username: 'alice' },
    squash_commit_sha: null,
  });
  expect(commit.parent_ids).toHaveLength(2);
  expect(commit.message).toContain(`See merge request acme/platform!${iid}`);
  await expect(api.Branches.show(platform, 'bump')).rejects.toThrow('Not Found');
  const found = await api.Commits.allMergeRequests(platform, commit.id);
  expect(found.map((one) => one.iid)).toEqual([iid]);
});

test('a conflict is seen, fixed by a commit, and then merges', async () => {
  const api = world.as('bob');
  const first = await propose(world, 'one', { content: 'release:\n  version: 3.0.0\n' });
  const second = await propose(world, 'two', {
    user: 'bob',
    content: 'release:\n  version: 4.0.0\n',
  });
  await settled(first);
  await world.as('olga').MergeRequests.merge(platform, first);
  const conflicting = await settled(second);
  const refused = await world.call(
    'bob',
    `/projects/acme%2Fplatform/merge_requests/${second}/merge`,
    { method: 'PUT' },
  );

  expect(conflicting).toMatchObject({
    has_conflicts: true,
    detailed_merge_status: 'conflict',
    merge_status: 'cannot_be_merged',
  });
  expect([refused.status, await refused.json()]).toEqual([
    422,
    { message: 'Branch cannot be merged' },
  ]);

  await api.Branches.remove(platform, 'two');
  expect((await api.MergeRequests.show(platform, second)).state).toBe('closed');
  await api.Commits.create(
    platform,
    'two',
    'Again',
    [{ action: 'update', filePath: checkout, content: 'release:\n  version: 4.0.0\n' }],
    { startBranch: 'main' },
  );
  await api.MergeRequests.edit(platform, second, { stateEvent: 'reopen' });
  await settled(second);
  expect((await api.MergeRequests.merge(platform, second)).state).toBe('merged');
});

test('squashing leaves one commit and names it', async () => {
  const api = world.as('alice');
  const iid = await propose(world, 'squash', {
    content: 'release:\n  version: 5.0.0\n',
    title: 'Five',
  });
  await api.Commits.create(platform, 'squash', 'More', [
    { action: 'create', filePath: 'notes.md', content: 'five\n' },
  ]);
  const merged = await api.MergeRequests.merge(platform, iid, { squash: true });
  const squashed = await api.Commits.show(platform, merged.squash_commit_sha as string);
  const file = await api.RepositoryFiles.showRaw(platform, 'notes.md', 'main');

  expect(squashed).toMatchObject({ title: 'Five', author_name: 'Alice Moreau' });
  expect(file).toBe('five\n');
});

test('with fast-forward merges there is no merge commit, and who is behind must rebase', async () => {
  const api = world.as('olga');
  await api.Projects.edit(platform, { mergeMethod: 'ff' });
  const first = await propose(world, 'ff-one', { content: 'release:\n  version: 6.0.0\n' });
  const second = await propose(world, 'ff-two', { path: 'README.md', content: '# Two\n' });
  const merged = await api.MergeRequests.merge(platform, first);
  const behind = await settled(second);
  await api.Projects.edit(platform, { mergeMethod: 'merge' });

  expect(merged).toMatchObject({ state: 'merged', merge_commit_sha: null });
  expect((await api.Branches.show(platform, 'main')).commit.id).toBe(merged.sha);
  expect(behind['detailed_merge_status']).toBe('need_rebase');
});

test('a merge for another head than the one seen is refused', async () => {
  const iid = await propose(world, 'moved', { content: 'release:\n  version: 7.0.0\n' });
  const path = `/projects/acme%2Fplatform/merge_requests/${iid}`;
  const head = (await world.as('alice').MergeRequests.show(platform, iid)).sha;
  const refused = await world.call('alice', `${path}/merge`, json({ sha: 'f'.repeat(40) }, 'PUT'));

  expect(refused.status).toBe(409);
  expect(await refused.json()).toEqual({
    message: `SHA does not match HEAD of source branch: ${head}`,
  });
  expect((await world.call('alice', path, json({ title: 'Draft: not yet' }, 'PUT'))).status).toBe(
    200,
  );
  const draft = await world.call('alice', `${path}/merge`, { method: 'PUT' });
  expect([draft.status, await draft.json()]).toEqual([405, { message: '405 Method Not Allowed' }]);
});

test('wrong requests are answered in the words of GitLab', async () => {
  const path = '/projects/acme%2Fplatform/merge_requests';
  const answers = async (body: object): Promise<unknown[]> => {
    const response = await world.call('alice', path, json(body));
    return [response.status, await response.json()];
  };
  const iid = await propose(world, 'twin', { content: 'release:\n  version: 8.0.0\n' });

  expect(await answers({ source_branch: 'twin' })).toEqual([
    400,
    { error: 'title is missing, target_branch is missing' },
  ]);
  expect(await answers({ source_branch: 'twin', target_branch: 'main', title: 'x' })).toEqual([
    409,
    { message: [`Another open merge request already exists for this source branch: !${iid}`] },
  ]);
  expect(await answers({ source_branch: 'main', target_branch: 'main', title: 'x' })).toEqual([
    422,
    { message: ["You can't use same project/branch for source and target"] },
  ]);
  expect((await answers({ source_branch: 'nope', target_branch: 'main', title: 'x' }))[0]).toBe(
    422,
  );
});

test('closing and reopening are remembered with their author', async () => {
  const api = world.as('alice');
  const iid = await propose(world, 'closing', { content: 'release:\n  version: 9.0.0\n' });
  const closed = await api.MergeRequests.edit(platform, iid, { stateEvent: 'close' });
  const reopened = await api.MergeRequests.edit(platform, iid, { stateEvent: 'reopen' });

  expect(closed).toMatchObject({
    state: 'closed',
    closed_by: { username: 'alice' },
    detailed_merge_status: 'not_open',
  });
  expect(reopened).toMatchObject({ state: 'opened', closed_by: null, closed_at: null });
});

test('lists are filtered, sorted and paged', async () => {
  const api = world.as('alice');
  const [only] = await api.MergeRequests.all({
    projectId: platform,
    sourceBranch: 'closing',
    state: 'opened',
  });
  const page = await world.call(
    'alice',
    '/projects/acme%2Fplatform/merge_requests?per_page=2&page=2&sort=asc',
  );
  const rows = (await page.json()) as { iid: number }[];
  const all = await api.MergeRequests.all({ projectId: platform, perPage: 3 });

  expect(only?.source_branch).toBe('closing');
  expect(rows.map(({ iid }) => iid)).toEqual([3, 4]);
  expect(Number(page.headers.get('x-total'))).toBe(all.length);
  expect(page.headers.get('x-next-page')).toBe('3');
  expect(page.headers.get('x-prev-page')).toBe('1');
  expect(page.headers.get('link')).toContain('rel="next"');
});
