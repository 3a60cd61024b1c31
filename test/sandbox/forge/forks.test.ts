// Projects made from others, and what they propose there.

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCommit } from '../../../src/sandbox/forge/git/commits.ts';
import { deleteRef } from '../../../src/sandbox/forge/git/refs.ts';
import { git } from '../../../src/sandbox/forge/git/run.ts';
import { acceptMerge } from '../../../src/sandbox/forge/model/accept-merge.ts';
import { forkProject } from '../../../src/sandbox/forge/model/fork.ts';
import { tipOf } from '../../../src/sandbox/forge/model/mergeability.ts';
import { refsMoved } from '../../../src/sandbox/forge/model/refs-moved.ts';
import { openStore } from '../../../src/sandbox/forge/model/store.ts';
import type { MergeRequest, Project } from '../../../src/sandbox/forge/model/state.ts';
import { aWorld, changes, commit, propose, type AWorld } from './a-world.ts';

let here: AWorld;
let fork: Project;

beforeEach(async () => {
  here = await aWorld();
  fork = await forkProject(here.world, here.project, { user: here.user('mallory') });
});

afterEach(async () => {
  await here.end();
});

async function proposed(): Promise<MergeRequest> {
  await commit(here, { by: 'mallory', branch: 'topic', path: 'one.txt', text: '1\n', in: fork });
  return propose(here, { by: 'mallory', source: 'topic', from: fork });
}

test('a fork has the history and its own members, and is made once', async () => {
  expect(fork).toMatchObject({ path: 'mallory/platform', forkOf: here.project.id });
  expect(fork.members).toMatchObject({ mallory: 50, olga: 20 });
  expect(fork.members['bob']).toBeUndefined();
  expect(tipOf(fork, 'main')).toBe(tipOf(here.project, 'main'));
  const again = await forkProject(here.world, here.project, { user: here.user('mallory') });
  expect(again.id).toBe(fork.id);
});

test("its branch is proposed in the base, where the head is below the merge request's ref", async () => {
  const mr = await proposed();
  const head = await git(here.world.store.repository(here.project), [
    'rev-parse',
    `refs/pull/${mr.iid}/head`,
  ]);
  expect(head).toBe(tipOf(fork, 'topic'));
  expect(mr).toMatchObject({ head, sourceProject: fork.id, source: 'topic' });
  expect(tipOf(here.project, 'topic')).toBeNull();
});

test('a push to the fork moves the merge request, and a deleted branch closes it', async () => {
  const mr = await proposed();
  const second = await commit(here, {
    by: 'mallory',
    branch: 'topic',
    path: 'two.txt',
    text: '2\n',
    in: fork,
  });
  expect(mr.head).toBe(second);
  expect(mr.versions).toHaveLength(2);
  const { world, user } = here;
  await deleteRef(world.store.repository(fork), 'refs/heads/topic', second);
  await world.alone(fork, () => refsMoved(world, fork, user('mallory')));
  expect(mr.state).toBe('closed');
  expect(changes(here)).toEqual(['opened', 'pushed to', 'closed']);
});

test("a branch of the same name in the base is another's", async () => {
  const mr = await proposed();
  const { head } = mr;
  await commit(here, { by: 'bob', branch: 'topic', path: 'mine.txt', text: 'm\n' });
  expect(mr.head).toBe(head);
  const mine = await propose(here, { by: 'bob', source: 'topic' });
  expect(mine.sourceProject).toBe(here.project.id);
});

test('it merges into the base and leaves the fork alone', async () => {
  const mr = await proposed();
  const { world, project, user } = here;
  const scene = { project, mr, user: user('olga') };
  const outcome = await acceptMerge(world, scene, { method: 'merge', removeSource: true });
  expect(outcome).toEqual({ kind: 'merged' });
  const tip = await readCommit(world.store.repository(project), tipOf(project, 'main') ?? '');
  expect(tip.message).toMatch(/^Merge pull request #1 from mallory\/topic/);
  expect(tipOf(fork, 'topic')).not.toBeNull();
});

test('after a restart it is still a fork', async () => {
  const mr = await proposed();
  const store = openStore(here.world.store.dir, 'GitHub');
  expect(store.projectById(fork.id)?.forkOf).toBe(here.project.id);
  expect(store.projectById(here.project.id)?.mergeRequests[0]?.sourceProject).toBe(fork.id);
  expect(store.nextId()).toBeGreaterThan(mr.id);
});
