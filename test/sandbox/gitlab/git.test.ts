// Real git over HTTP: rights, protected branches, and what a push does to merge requests.

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { acme, checkout, git, propose, remote, temporaryFolder, type Acme } from './acme-gitlab.ts';

const platform = 'acme/platform';
let world: Acme;

beforeAll(async () => {
  world = await acme();
});

afterAll(async () => {
  await world.end();
});

async function clone(user: string): Promise<string> {
  const folder = await temporaryFolder();
  await git(folder, 'clone', '--quiet', remote(world.gitlab, user), 'work');
  return join(folder, 'work');
}

async function change(folder: string, text: string): Promise<string> {
  await writeFile(join(folder, checkout), text);
  await git(folder, 'commit', '--quiet', '-am', `Say ${text.trim()}`);
  return git(folder, 'rev-parse', 'HEAD');
}

test('clones, pushes branches and tags, forces and deletes', async () => {
  const work = await clone('alice');
  await git(work, 'switch', '--quiet', '-c', 'feature/one');
  const first = await change(work, 'version: 1\n');
  const said = await git(work, 'push', 'origin', 'feature/one');
  const branch = await world.as('alice').Branches.show(platform, 'feature/one');
  await git(work, 'tag', '-a', 'v9', '-m', 'Nine');
  await git(work, 'push', '--quiet', 'origin', 'v9');
  const tag = await world.as('alice').Tags.show(platform, 'v9');
  await git(work, 'commit', '--quiet', '--amend', '-m', 'Say it better');
  await git(work, 'push', '--quiet', '--force', 'origin', 'feature/one');
  await git(work, 'push', '--quiet', '--delete', 'origin', 'feature/one');

  expect(said).toContain('/acme/platform/-/merge_requests/new?source=feature/one');
  expect(branch.commit.id).toBe(first);
  expect(tag).toMatchObject({ message: 'Nine', commit: { id: first } });
  await expect(world.as('alice').Branches.show(platform, 'feature/one')).rejects.toThrow(
    'Not Found',
  );
});

test('takes a large push, and gives it back', async () => {
  const work = await clone('bob');
  await git(work, 'switch', '--quiet', '-c', 'large');
  await writeFile(join(work, 'large.bin'), randomBytes(8 * 1024 * 1024));
  await git(work, 'add', 'large.bin');
  await git(work, 'commit', '--quiet', '-m', 'Large');
  await git(work, 'push', '--quiet', 'origin', 'large');

  const other = await clone('bob');
  await git(other, 'switch', '--quiet', 'large');
  expect(await git(other, 'rev-parse', 'HEAD')).toBe(await git(work, 'rev-parse', 'HEAD'));
});

test('developers may not push to main, maintainers may, nobody may force it', async () => {
  const work = await clone('alice');
  await change(work, 'version: 2\n');
  await expect(git(work, 'push', 'origin', 'main')).rejects.toThrow(
    'GitLab: You are not allowed to push code to protected branches on this project.',
  );
  await git(work, 'push', '--quiet', remote(world.gitlab, 'olga'), 'main');
  await git(work, 'commit', '--quiet', '--amend', '-m', 'Other words');
  await expect(git(work, 'push', '--force', remote(world.gitlab, 'olga'), 'main')).rejects.toThrow(
    'You are not allowed to force push code to a protected branch',
  );
  await expect(git(work, 'push', '--delete', remote(world.gitlab, 'olga'), 'main')).rejects.toThrow(
    'remote rejected',
  );
});

test('who may only read cannot push, and a wrong token opens nothing', async () => {
  const work = await clone('mallory');
  await git(work, 'switch', '--quiet', '-c', 'sneaky');
  await change(work, 'version: 3\n');
  await expect(git(work, 'push', 'origin', 'sneaky')).rejects.toThrow('403');
  const url = `http://alice:wrong@127.0.0.1:${world.gitlab.port}/acme/platform.git`;
  await expect(git(work, 'ls-remote', url)).rejects.toThrow('Authentication failed');
  const unknown = `http://alice:${world.gitlab.tokens['alice'] ?? ''}@127.0.0.1:${world.gitlab.port}/acme/nothing.git`;
  await expect(git(work, 'ls-remote', unknown)).rejects.toThrow('not found');
  const dumb = await fetch(`${world.gitlab.url}/acme/platform.git/info/refs`);
  expect(dumb.status).toBe(403);
});

test('a push to its branch moves a merge request; a push of its head to the target merges it', async () => {
  const iid = await propose(world, 'follow', { content: 'version: 4\n' });
  const work = await clone('olga');
  await git(work, 'switch', '--quiet', 'follow');
  const head = await change(work, 'version: 5\n');
  await git(work, 'push', '--quiet', 'origin', 'follow');
  const moved = await world.as('alice').MergeRequests.show(platform, iid);
  await git(work, 'switch', '--quiet', 'main');
  await git(work, 'merge', '--quiet', '--no-ff', '-m', 'By hand', 'follow');
  await git(work, 'push', '--quiet', 'origin', 'main');
  const merged = await world.as('alice').MergeRequests.show(platform, iid);
  const versions = await world.as('alice').MergeRequests.allDiffVersions(platform, iid);

  expect(moved.sha).toBe(head);
  expect(merged).toMatchObject({ state: 'merged', merged_by: { username: 'olga' } });
  expect(merged.merge_commit_sha).toBe(await git(work, 'rev-parse', 'HEAD'));
  expect(versions).toHaveLength(2);
  expect(await git(work, 'ls-remote', 'origin', `refs/merge-requests/${iid}/head`)).toContain(head);
});
