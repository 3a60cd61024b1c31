// The App's webhooks have the members of those that GitHub publishes as examples.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { platformMembers } from '../../../src/sandbox/forge/acme.ts';
import { unlikeExamples } from '../../support/github-payloads.ts';
import { platform, startAcmeGitHub, type AcmeGitHub } from './acme-github.ts';
import { signedIn } from '../forge/browser.ts';
import { eventually } from '../eventually.ts';
import { cloned, type Clone } from './pushing.ts';
import { receiving, type Receiver } from './receiver.ts';

let world: AcmeGitHub;
let clone: Clone;
let receiver: Receiver;

beforeAll(async () => {
  world = await startAcmeGitHub();
  clone = await cloned(world);
  receiver = await receiving();
  world.github.setAppHook({ url: receiver.url, secret: 'told to nobody' });
  await tellEverything();
  await tellOfQueue();
  await tellOfFork();
  await eventually(async () => receiver.told().includes('merge_group destroyed'));
}, 60_000);

afterAll(async () => {
  receiver.close();
  await clone.remove();
  await world.stop();
});

async function tellEverything(): Promise<void> {
  const at = `/repos/${platform}`;
  const head_sha = await clone.push('told', { 'told.md': 'x\n' });
  const wish = { title: 'Told', body: 'Of it', head: 'told', base: 'main' };
  const { number, node_id } = (await world.repo('alice', 'POST', '/pulls', wish)).body;
  const pull = `/pulls/${number}`;
  const draft = (name: string): Promise<unknown> =>
    world.ask('alice', 'POST', `${world.github.url}/api/graphql`, {
      query: `mutation { ${name}(input: {pullRequestId: "${node_id}"}) { clientMutationId } }`,
    });
  await draft('convertPullRequestToDraft');
  await draft('markPullRequestReadyForReview');
  await world.repo('alice', 'PATCH', pull, { title: 'Told well', body: 'All of it' });
  await world.repo('alice', 'POST', `/issues/${number}/labels`, { labels: ['bug'] });
  await world.repo('alice', 'POST', `${pull}/requested_reviewers`, { reviewers: ['bob'] });
  await world.repo('alice', 'DELETE', `${pull}/requested_reviewers`, { reviewers: ['bob'] });
  await world.repo('alice', 'PATCH', pull, { state: 'closed' });
  await world.repo('alice', 'PATCH', pull, { state: 'open' });
  const { id } = (await world.repo('bob', 'POST', `${pull}/reviews`, { event: 'APPROVE' })).body;
  await world.repo('olga', 'PUT', `${pull}/reviews/${id}/dismissals`, { message: 'Stale' });
  const app = await world.installationToken();
  const output = { title: 'Plan', summary: 'All of it', text: 'More' };
  const action = { label: 'Plan again', description: 'Looks again', identifier: 'plan' };
  const run = { name: 'runway/plan', head_sha, output, external_id: '1 a', actions: [action] };
  const made = (await world.ask(app, 'POST', `${at}/check-runs`, run)).body;
  await world.ask(app, 'PATCH', `${at}/check-runs/${made.id}`, { conclusion: 'success' });
  await press(made.id, 'plan');
  await world.repo('alice', 'POST', `/check-runs/${made.id}/rerequest`);
  await world.repo('alice', 'POST', `/check-suites/${made.check_suite.id}/rerequest`);
  await clone.push('told', { 'more.md': 'y\n' }, 'told');
  await clone.git('push', '--quiet', 'origin', 'HEAD:refs/tags/v1', ':refs/heads/none');
  await world.repo('bob', 'PUT', `${pull}/merge`, {});
}

/** A button of a check run is on its page alone. */
async function press(run: number, identifier: string): Promise<void> {
  const alice = await signedIn(world.github.url, 'alice');
  await alice.open(`/${platform}/runs/${run}`);
  await alice.send(`/${platform}/runs/${run}/actions`, { identifier });
}

async function tellOfQueue(): Promise<void> {
  const path = 'acme/queued';
  const begin = { message: 'Begin', author: 'olga', files: { 'README.md': 'x\n' } };
  await world.github.seedProject({
    path,
    members: platformMembers,
    mergeQueue: true,
    commits: [begin],
  });
  const queued = await cloned(world, 'alice', path);
  const head_sha = await queued.push('waits', { 'waits.md': 'x\n' });
  await queued.remove();
  const wish = { title: 'Waits', head: 'waits', base: 'main' };
  const { body } = await world.ask('alice', 'POST', `/repos/${path}/pulls`, wish);
  const app = await world.installationToken();
  for (const name of ['runway/plan', 'runway/approval']) {
    const run = { name, head_sha, conclusion: 'success' };
    await world.ask(app, 'POST', `/repos/${path}/check-runs`, run);
  }
  const change = (name: string): Promise<unknown> =>
    world.ask('olga', 'POST', `${world.github.url}/api/graphql`, {
      query: `mutation { ${name}(input: {${name.startsWith('de') ? 'id' : 'pullRequestId'}: "${body.node_id}"}) { clientMutationId } }`,
    });
  await change('enqueuePullRequest');
  await eventually(async () => receiver.told().includes('merge_group checks_requested'));
  await change('dequeuePullRequest');
}

async function tellOfFork(): Promise<void> {
  const { body: fork } = await world.ask('mallory', 'POST', `/repos/${platform}/forks`, {});
  const theirs = await cloned(world, 'mallory', fork.full_name);
  await theirs.push('theirs', { 'theirs.md': 'x\n' });
  await theirs.remove();
  const wish = { title: 'Theirs', head: 'mallory:theirs', base: 'main' };
  await world.repo('mallory', 'POST', '/pulls', wish);
}

/** Why a payload is right all the same. */
const exceptions: readonly (readonly [RegExp, string])[] = [
  [/\.(?:client_id|allow_forking|has_discussions) is in no example$/, 'newer than the examples'],
  [
    /\.(?:language|homepage|description|owner\.email) is null, not string$/,
    'documented as nullable',
  ],
  [/^pull_request\.(?:changes|reason) is in no example$/, 'none of `edited` and `dequeued`'],
  [/^merge_group\.reason is in no example$/, 'none of `destroyed`'],
  [/^ping\.(?:hook\.ping_url|hook\.url|sender) is missing$/, 'the examples are not of Apps'],
];

test('the story tells everything that the App is told', () => {
  expect([...new Set(receiver.told())].sort()).toEqual([
    'check_run completed',
    'check_run created',
    'check_run requested_action',
    'check_run rerequested',
    'check_suite completed',
    'check_suite requested',
    'check_suite rerequested',
    'merge_group checks_requested',
    'merge_group destroyed',
    'ping',
    'pull_request closed',
    'pull_request converted_to_draft',
    'pull_request dequeued',
    'pull_request edited',
    'pull_request enqueued',
    'pull_request labeled',
    'pull_request opened',
    'pull_request ready_for_review',
    'pull_request reopened',
    'pull_request review_request_removed',
    'pull_request review_requested',
    'pull_request synchronize',
    'pull_request_review dismissed',
    'pull_request_review submitted',
    'push',
  ]);
});

function found(): readonly string[] {
  const lines = receiver.received.flatMap(({ event, body }) =>
    unlikeExamples(event, body as object),
  );
  return [...new Set(lines)].sort();
}

test('every payload has the members of the examples, and no others', () => {
  const known = (line: string): boolean => exceptions.some(([pattern]) => pattern.test(line));
  expect(found().filter((line) => !known(line))).toEqual([]);
});

test('no exception outlives its difference', () => {
  const lines = found();
  const spent = exceptions.filter(([pattern]) => !lines.some((line) => pattern.test(line)));
  expect(spent).toEqual([]);
});
