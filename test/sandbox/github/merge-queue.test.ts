// The merge queue and forks, as the App is told of them.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { platformMembers } from '../../../src/sandbox/forge/acme.ts';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';
import { eventually } from '../eventually.ts';
import { cloned, type Clone } from './pushing.ts';
import { receiving, type Receiver } from './receiver.ts';

let world: AcmeGitHub;
let clone: Clone;
let receiver: Receiver;
let app: string;

beforeAll(async () => {
  world = await startAcmeGitHub({
    projects: [
      {
        path: platform,
        members: platformMembers,
        mergeQueue: true,
        commits: [{ message: 'Begin', author: 'olga', files: { 'README.md': 'x\n' } }],
      },
    ],
  });
  clone = await cloned(world);
  app = await world.installationToken();
  receiver = await receiving();
  world.github.setAppHook({ url: receiver.url, secret: randomBytes(20).toString('hex') });
  await eventually(async () => receiver.received.length === 1);
});

beforeEach(() => {
  receiver.received = [];
});

afterAll(async () => {
  receiver.close();
  await clone.remove();
  await world.stop();
});

async function passed(head_sha: string): Promise<void> {
  for (const name of ['runway/plan', 'runway/approval']) {
    const body = { name, head_sha, conclusion: 'success' };
    await world.ask(app, 'POST', `/repos/${platform}/check-runs`, body);
  }
}

function mutation(who: string, name: string, argument: string): Promise<Answer> {
  const query = `mutation { ${name}(input: { ${argument} }) { mergeQueueEntry { position headCommit { oid } } } }`;
  return world.ask(who, 'POST', `${world.github.url}/api/graphql`, { query });
}

interface Pull {
  readonly number: number;
  readonly node_id: string;
  readonly head: { readonly sha: string };
}

async function proposed(branch: string): Promise<Pull> {
  await clone.push(branch, { [`${branch}.md`]: 'x\n' });
  const pull = { title: `Bring ${branch}`, head: branch, base: 'main' };
  return (await world.repo('alice', 'POST', '/pulls', pull)).body;
}

const mainTip = async (): Promise<string> =>
  (await world.repo('alice', 'GET', '/git/ref/heads/main')).body.object.sha;

test('the App is asked to check the group, and the group is merged', async () => {
  const pull = await proposed('queued');
  const before = await mainTip();
  await passed(pull.head.sha);
  const entered = await mutation('olga', 'enqueuePullRequest', `pullRequestId: "${pull.node_id}"`);
  const asked = await eventually(
    async () => receiver.received.find(({ event }) => event === 'merge_group') ?? null,
  );
  const group = asked.body.merge_group;
  const head: string = group.head_sha;
  const waiting = await world.repo('alice', 'GET', '/git/matching-refs/heads/gh-readonly-queue/');
  await passed(head);
  await eventually(async () => receiver.told().includes('merge_group destroyed'));
  const merged = (await world.repo('alice', 'GET', `/pulls/${pull.number}`)).body;

  expect(entered.body.data.enqueuePullRequest.mergeQueueEntry).toEqual({
    position: 1,
    headCommit: { oid: head },
  });
  expect(group).toMatchObject({
    base_sha: before,
    base_ref: 'refs/heads/main',
    head_ref: `refs/heads/gh-readonly-queue/main/pr-${pull.number}-${before}`,
  });
  expect(waiting.body.map(({ ref }: { ref: string }) => ref)).toEqual([group.head_ref]);
  expect(merged).toMatchObject({ merged: true, merge_commit_sha: head });
  expect(await mainTip()).toBe(head);
  expect(receiver.told()).toEqual(
    expect.arrayContaining(['pull_request enqueued', 'merge_group checks_requested']),
  );
});

test('it is taken out again, and nothing unchecked or unallowed goes in', async () => {
  const pull = await proposed('undecided');
  const wish = `pullRequestId: "${pull.node_id}"`;
  const early = await mutation('olga', 'enqueuePullRequest', wish);
  await passed(pull.head.sha);
  const mallory = await mutation('mallory', 'enqueuePullRequest', wish);
  await mutation('olga', 'enqueuePullRequest', wish);
  const out = await mutation('olga', 'dequeuePullRequest', `id: "${pull.node_id}"`);
  const again = await mutation('olga', 'dequeuePullRequest', `id: "${pull.node_id}"`);
  const left = await world.repo('alice', 'GET', '/git/matching-refs/heads/gh-readonly-queue/');

  expect([early, mallory, again].map(({ body }) => body.errors?.[0].type)).toEqual([
    'UNPROCESSABLE',
    'FORBIDDEN',
    'UNPROCESSABLE',
  ]);
  expect(out.body.errors).toBeUndefined();
  expect(left.body).toEqual([]);
});

test('of a fork the App hears what is proposed, not what is pushed', async () => {
  await world.ask('mallory', 'POST', `/repos/${platform}/forks`, {});
  const fork = await cloned(world, 'mallory', 'mallory/platform');
  try {
    await fork.push('guest', { 'guest.md': 'x\n' });
    const wish = { title: 'From afar', head: 'mallory:guest', base: 'main' };
    const pull = (await world.repo('mallory', 'POST', '/pulls', wish)).body;
    const sha = await fork.push('guest', { 'guest.md': 'y\n' }, 'origin/guest');
    await eventually(async () => receiver.told().includes('pull_request synchronize'));
    const seen = await world.ask(app, 'GET', `/repos/${platform}/pulls/${pull.number}`);
    const refs = await clone.git('ls-remote', 'origin', `refs/pull/${pull.number}/head`);

    expect(receiver.told()).toEqual(['pull_request opened', 'pull_request synchronize']);
    expect(seen.body.head).toMatchObject({
      sha,
      label: 'mallory:guest',
      repo: { full_name: 'mallory/platform', fork: true },
    });
    expect(refs).toContain(sha);
    expect((await world.ask(app, 'GET', '/repos/mallory/platform')).status).toBe(404);
  } finally {
    await fork.remove();
  }
});
