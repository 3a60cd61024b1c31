// The ways in which a merge request comes into its target.

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCommit, readCommits } from '../../../src/sandbox/forge/git/commits.ts';
import { readBlob, findEntry } from '../../../src/sandbox/forge/git/trees.ts';
import { acceptMerge } from '../../../src/sandbox/forge/model/accept-merge.ts';
import { tipOf } from '../../../src/sandbox/forge/model/mergeability.ts';
import type { MergeMethod, MergeRequest } from '../../../src/sandbox/forge/model/state.ts';
import { aWorld, changes, commit, propose, type AWorld } from './a-world.ts';

let here: AWorld;

beforeEach(async () => {
  here = await aWorld();
});

afterEach(async () => {
  await here.end();
});

/** Two commits by Bob, while `main` has moved on by one of Olga's. */
async function twoCommits(): Promise<MergeRequest> {
  await commit(here, { by: 'bob', branch: 'topic', path: 'one.txt', text: '1\n' });
  await commit(here, { by: 'bob', branch: 'topic', path: 'two.txt', text: '2\n' });
  await commit(here, { by: 'olga', branch: 'main', path: 'a.txt', text: 'b\n' });
  return propose(here, { by: 'bob', source: 'topic' });
}

async function merged(mr: MergeRequest, method: MergeMethod): Promise<string> {
  const { world, project, user } = here;
  const outcome = await acceptMerge(world, { project, mr, user: user('olga') }, { method });
  expect(outcome).toEqual({ kind: 'merged' });
  return tipOf(project, 'main') ?? '';
}

const repository = (): string => here.world.store.repository(here.project);

test('a merge commit has both sides and names the merge request', async () => {
  const mr = await twoCommits();
  const before = tipOf(here.project, 'main');
  const tip = await readCommit(repository(), await merged(mr, 'merge'));
  expect(tip.parents).toEqual([before, mr.head]);
  expect(tip.message).toBe('Merge pull request #1 from acme/topic\n\nBring topic');
  expect(mr).toMatchObject({ state: 'merged', method: 'merge', mergeCommit: tip.sha });
});

test('a squash is one commit of the author on top of the target', async () => {
  const mr = await twoCommits();
  const before = tipOf(here.project, 'main');
  const tip = await readCommit(repository(), await merged(mr, 'squash'));
  expect(tip).toMatchObject({
    parents: [before],
    message: 'Bring topic (#1)',
    authorName: 'Bob Okafor',
    committerName: 'Olga Petrova',
  });
  expect(mr).toMatchObject({ state: 'merged', method: 'squash', mergeCommit: tip.sha });
  expect(await findEntry(repository(), tip.sha, 'two.txt')).not.toBeNull();
});

test('a rebase rewrites every commit on top of the target, with the merger as committer', async () => {
  const mr = await twoCommits();
  const before = tipOf(here.project, 'main') ?? '';
  const tip = await merged(mr, 'rebase');
  const commits = await readCommits(repository(), { range: [`${before}..${tip}`] });
  expect(commits.map(({ title }) => title)).toEqual(['Change two.txt', 'Change one.txt']);
  expect(new Set(commits.map(({ authorName }) => authorName))).toEqual(new Set(['Bob Okafor']));
  expect(new Set(commits.map(({ committerName }) => committerName))).toEqual(
    new Set(['Olga Petrova']),
  );
  expect(commits.at(-1)?.parents).toEqual([before]);
  expect(commits.map(({ sha }) => sha)).not.toContain(mr.head);
  expect(mr).toMatchObject({ state: 'merged', method: 'rebase', mergeCommit: tip });
  const entry = await findEntry(repository(), tip, 'a.txt');
  expect(String(await readBlob(repository(), entry?.id ?? ''))).toBe('b\n');
});

test('a rebase whose commits only merge together is refused and changes nothing', async () => {
  await commit(here, { by: 'bob', branch: 'topic', path: 'a.txt', text: 'x\n' });
  await commit(here, { by: 'bob', branch: 'topic', path: 'a.txt', text: 'a\n' });
  await commit(here, { by: 'bob', branch: 'topic', path: 'one.txt', text: '1\n' });
  await commit(here, { by: 'olga', branch: 'main', path: 'a.txt', text: 'b\n' });
  const mr = await propose(here, { by: 'bob', source: 'topic' });
  const before = tipOf(here.project, 'main');
  const { world, project, user } = here;
  const scene = { project, mr, user: user('olga') };
  expect(await acceptMerge(world, scene, { method: 'rebase' })).toEqual({
    kind: 'cannot',
    why: 'conflict',
  });
  expect(tipOf(project, 'main')).toBe(before);
  expect(mr.state).toBe('opened');
  await merged(mr, 'squash');
  expect(changes(here)).toEqual(['opened', 'merged']);
});

test('a draft is not merged until it is ready', async () => {
  await commit(here, { by: 'bob', branch: 'topic', path: 'one.txt', text: '1\n' });
  const mr = await propose(here, { by: 'bob', source: 'topic', draft: true });
  const { world, project, user } = here;
  const scene = { project, mr, user: user('olga') };
  expect(await acceptMerge(world, scene, { method: 'merge' })).toEqual({ kind: 'not allowed' });
});
