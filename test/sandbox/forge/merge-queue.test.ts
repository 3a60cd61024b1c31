// The merge queue: what is merged on top of what, and when it reaches the branch.

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCommit } from '../../../src/sandbox/forge/git/commits.ts';
import { isAncestor, readRefs } from '../../../src/sandbox/forge/git/refs.ts';
import { acceptMerge } from '../../../src/sandbox/forge/model/accept-merge.ts';
import { dequeue, enqueue } from '../../../src/sandbox/forge/model/merge-queue.ts';
import { tipOf } from '../../../src/sandbox/forge/model/mergeability.ts';
import type { CheckConclusion, MergeRequest } from '../../../src/sandbox/forge/model/state.ts';
import { aWorld, changes, commit, propose, type AWorld } from './a-world.ts';

let here: AWorld;

beforeEach(async () => {
  here = await aWorld();
  here.project.mergeQueue = true;
});

afterEach(async () => {
  await here.end();
});

/** Lets the App say the same of a commit by both checks. */
async function checked(sha: string, conclusion: CheckConclusion): Promise<void> {
  const { world, project } = here;
  for (const name of ['runway/plan', 'runway/approval']) {
    project.checkRuns.push({
      id: world.store.nextId(),
      suiteId: 0,
      sha,
      name,
      status: 'completed',
      conclusion,
      externalId: '',
      detailsUrl: null,
      startedAt: null,
      completedAt: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
      actions: [],
    });
  }
  world.changed(project);
  await world.settled();
}

async function inQueue(branch: string, path = `${branch}.txt`): Promise<MergeRequest> {
  const { world, project, user } = here;
  await commit(here, { by: 'bob', branch, path, text: `${branch}\n` });
  const mr = await propose(here, { by: 'bob', source: branch });
  await checked(mr.head, 'success');
  await enqueue(world, { project, mr, user: user('olga') });
  return mr;
}

const main = (): string => tipOf(here.project, 'main') ?? '';
const repository = (): string => here.world.store.repository(here.project);

function entryOf(mr: MergeRequest): { base: string; head: string; branch: string } {
  const entry = here.project.queue.find(({ iid }) => iid === mr.iid);
  return { base: entry?.base ?? '', head: entry?.head ?? '', branch: entry?.branch ?? '' };
}

function groups(): string[] {
  return here.told.flatMap((event) =>
    event.kind === 'merge group'
      ? [`#${event.entry.iid} ${event.change.what === 'destroyed' ? event.change.reason : 'asked'}`]
      : [],
  );
}

async function queueBranches(): Promise<string[]> {
  const refs = await readRefs(repository());
  return Object.keys(refs).filter((ref) => ref.startsWith('refs/heads/gh-readonly-queue/'));
}

test('an entry waits on a branch of its own for the required checks, then is the target', async () => {
  const before = main();
  const mr = await inQueue('one');
  const { base, head, branch } = entryOf(mr);
  expect({ base, branch }).toEqual({
    base: before,
    branch: `gh-readonly-queue/main/pr-${mr.iid}-${before}`,
  });
  expect(main()).toBe(before);
  expect(await queueBranches()).toEqual([`refs/heads/${branch}`]);
  await checked(head, 'success');
  expect(main()).toBe(head);
  expect(mr).toMatchObject({ state: 'merged', mergeCommit: head, method: 'merge' });
  expect(await queueBranches()).toEqual([]);
  expect(here.project.queue).toEqual([]);
  expect(changes(here)).toEqual(['opened', 'enqueued', 'dequeued', 'merged']);
  expect(groups()).toEqual([`#${mr.iid} asked`, `#${mr.iid} merged`]);
});

test('the queue merges by the method that the project has for it', async () => {
  here.project.queueMethod = 'squash';
  const before = main();
  const mr = await inQueue('one');
  const { head } = entryOf(mr);
  await checked(head, 'success');
  expect(main()).toBe(head);
  expect((await readCommit(repository(), head)).parents).toEqual([before]);
  expect(mr).toMatchObject({ state: 'merged', mergeCommit: head, method: 'squash' });
});

test('a second entry is built on the first and waits for it', async () => {
  const first = await inQueue('one');
  const second = await inQueue('two');
  expect(entryOf(second).base).toBe(entryOf(first).head);
  const { head } = entryOf(second);
  await checked(head, 'success');
  expect(second.state).toBe('opened');
  await checked(entryOf(first).head, 'success');
  expect([first.state, second.state]).toEqual(['merged', 'merged']);
  expect(main()).toBe(head);
});

test('a failed entry leaves, and what was built on it is built anew', async () => {
  const first = await inQueue('one');
  const second = await inQueue('two');
  const before = main();
  await checked(entryOf(first).head, 'failure');
  expect(first.state).toBe('opened');
  expect(entryOf(second).base).toBe(before);
  expect(groups()).toEqual([
    `#${first.iid} asked`,
    `#${second.iid} asked`,
    `#${first.iid} dequeued`,
    `#${second.iid} invalidated`,
    `#${second.iid} asked`,
  ]);
  const { head } = entryOf(second);
  await checked(head, 'success');
  expect(main()).toBe(head);
  expect(await isAncestor(repository(), first.head, head)).toBe(false);
});

test('a push to the branch, to the target and a conflict are acted on', async () => {
  const first = await inQueue('one');
  await commit(here, { by: 'bob', branch: 'one', path: 'more.txt', text: 'm\n' });
  await here.world.settled();
  expect(here.project.queue).toEqual([]);
  const second = await inQueue('two', 'a.txt');
  await commit(here, { by: 'olga', branch: 'main', path: 'b.txt', text: 'b\n' });
  await here.world.settled();
  expect(entryOf(second).base).toBe(main());
  await commit(here, { by: 'olga', branch: 'main', path: 'a.txt', text: 'other\n' });
  await here.world.settled();
  expect(here.project.queue).toEqual([]);
  expect([first.state, second.state]).toEqual(['opened', 'opened']);
  expect(await queueBranches()).toEqual([]);
});

test('nobody merges past the queue, and nothing enters it unchecked', async () => {
  const { world, project, user } = here;
  await commit(here, { by: 'bob', branch: 'one', path: 'one.txt', text: '1\n' });
  const mr = await propose(here, { by: 'bob', source: 'one' });
  const scene = { project, mr, user: user('olga') };
  expect(await acceptMerge(world, scene, {})).toEqual({ kind: 'cannot', why: 'queue' });
  await expect(enqueue(world, scene)).rejects.toThrow('A required check has not passed yet.');
  await checked(mr.head, 'success');
  await enqueue(world, scene);
  await dequeue(world, scene);
  expect(project.queue).toEqual([]);
  expect(groups()).toEqual([`#${mr.iid} asked`, `#${mr.iid} dequeued`]);
});
