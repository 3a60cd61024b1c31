// What the sandbox GitHub asks for and answers about pull requests, checks and deployments is what GitHub publishes.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readGitHubDocument, type GitHubDocument } from '../../../support/github-document.ts';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from '../acme-github.ts';
import { eventually } from '../../eventually.ts';
import { cloned, type Clone } from '../pushing.ts';
import { receiving } from '../receiver.ts';

let world: AcmeGitHub;
let clone: Clone;
let document: GitHubDocument;
let app: string;
let found: string[] = [];

beforeAll(async () => {
  world = await startAcmeGitHub();
  clone = await cloned(world);
  document = readGitHubDocument();
  app = await world.installationToken();
});

afterAll(async () => {
  await clone.remove();
  await world.stop();
});

/** Asks, and notes in what the exchange is not as published. */
async function held(who: string, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await world.ask(who, method, path, body);
  const sent = body === undefined ? {} : { requestBody: body };
  const answered = answer.body === '' ? {} : { responseBody: answer.body as unknown };
  found.push(...document.check({ method, path, status: answer.status, ...sent, ...answered }));
  return answer;
}

const repo = `/repos/${platform}`;
const differences = (): string[] => {
  const seen = [...new Set(found)];
  found = [];
  return seen;
};

async function pullOf(branch: string): Promise<Answer['body']> {
  await clone.push(branch, { [`${branch}.md`]: 'x\n', 'README.md': `${branch}\n` });
  const wish = { title: branch, body: 'Words', head: branch, base: 'main', draft: false };
  return (await held('alice', 'POST', `${repo}/pulls`, wish)).body;
}

test('pull requests', async () => {
  const { number, head } = await pullOf('published');
  const pull = `${repo}/pulls/${number}`;
  await eventually(async () => (await held('alice', 'GET', pull)).body.mergeable !== null);
  await held('alice', 'GET', `${repo}/pulls?state=open&head=acme:published&sort=updated`);
  await held('alice', 'PATCH', pull, { title: 'Other', body: 'More', base: 'main' });
  for (const path of ['/commits', '/files', '/requested_reviewers', '/comments'])
    await held('alice', 'GET', pull + path);
  await held('alice', 'GET', `${repo}/commits/${head.sha}/pulls`);
  await held('alice', 'POST', `${pull}/requested_reviewers`, { reviewers: ['bob'] });
  await held('alice', 'DELETE', `${pull}/requested_reviewers`, { reviewers: ['bob'] });
  await held('alice', 'POST', `${repo}/pulls`, { title: 'x', head: 'published', base: 'main' });
  await held('bob', 'PUT', `${pull}/merge`, { sha: 'f'.repeat(40) });
  await held('bob', 'GET', `${pull}/merge`);
  await held('bob', 'PUT', `${pull}/merge`, { merge_method: 'squash', commit_title: 'Take it' });
  await held('bob', 'PUT', `${pull}/merge`, {});
  await held('bob', 'GET', `${pull}/merge`);
  await held('bob', 'GET', pull);
  expect(differences()).toEqual([]);
});

test('a branch that is brought up to date', async () => {
  await clone.push('old', { 'old.md': 'x\n' }, 'origin/main~1');
  const wish = { title: 'Old', head: 'old', base: 'main' };
  const { number } = (await held('alice', 'POST', `${repo}/pulls`, wish)).body;
  await held('alice', 'PUT', `${repo}/pulls/${number}/update-branch`, {});
  await held('alice', 'PUT', `${repo}/pulls/${number}/update-branch`, {});
  expect(differences()).toEqual([]);
});

test('reviews', async () => {
  const { number } = await pullOf('reviewed');
  const path = `${repo}/pulls/${number}/reviews`;
  await held('alice', 'POST', path, { event: 'APPROVE' });
  const { body } = await held('bob', 'POST', path, { event: 'APPROVE', body: 'Fine' });
  const pending = await held('bob', 'POST', path, { body: 'So far' });
  await held('bob', 'POST', `${path}/${pending.body.id}/events`, { event: 'COMMENT' });
  await held('bob', 'GET', path);
  await held('bob', 'GET', `${path}/${body.id}`);
  await held('olga', 'PUT', `${path}/${body.id}/dismissals`, { message: 'Stale' });
  expect(differences()).toEqual([]);
});

test('comments, reactions and labels', async () => {
  const { number } = await pullOf('spoken');
  const issue = `${repo}/issues/${number}`;
  await held('alice', 'GET', issue);
  await held('alice', 'PATCH', `${repo}/pulls/${number}`, { state: 'closed' });
  await held(app, 'GET', `${issue}/events`);
  await held('alice', 'PATCH', `${repo}/pulls/${number}`, { state: 'open' });
  const { body } = await held(app, 'POST', `${issue}/comments`, { body: 'Plan' });
  const comment = `${repo}/issues/comments/${body.id}`;
  await held('alice', 'GET', `${issue}/comments?since=2026-01-01T00:00:00Z`);
  await held('alice', 'GET', comment);
  await held(app, 'PATCH', comment, { body: 'Other' });
  await held(app, 'POST', `${issue}/comments`, { body: '' });
  for (const holder of [comment, issue]) {
    const reaction = await held(app, 'POST', `${holder}/reactions`, { content: 'eyes' });
    await held(app, 'POST', `${holder}/reactions`, { content: 'eyes' });
    await held('bob', 'GET', `${holder}/reactions?content=eyes`);
    await held(app, 'DELETE', `${holder}/reactions/${reaction.body.id}`);
  }
  await held('alice', 'POST', `${issue}/labels`, { labels: ['bug', 'new'] });
  await held('alice', 'PUT', `${issue}/labels`, { labels: ['bug'] });
  await held('alice', 'GET', `${issue}/labels`);
  await held('alice', 'GET', issue);
  await held('alice', 'DELETE', `${issue}/labels/bug`);
  await held(app, 'DELETE', comment);
  expect(differences()).toEqual([]);
});

test('checks', async () => {
  const { head } = await pullOf('checked');
  const note = { path: 'README.md', start_line: 1, end_line: 1, annotation_level: 'warning' };
  const run = {
    name: 'runway/plan',
    head_sha: head.sha,
    external_id: '7 a',
    details_url: 'https://example.com/7',
    status: 'in_progress',
    output: { title: 'Plan', summary: 'All', annotations: [{ ...note, message: 'Hm' }] },
    actions: [{ label: 'Plan again', description: 'Looks again', identifier: 'plan' }],
  };
  const { body } = await held(app, 'POST', `${repo}/check-runs`, run);
  const path = `${repo}/check-runs/${body.id}`;
  await held(app, 'PATCH', path, { status: 'completed', conclusion: 'success' });
  await held(app, 'GET', path);
  await held(app, 'GET', `${path}/annotations`);
  await held('alice', 'POST', `${path}/rerequest`);
  const suite = `${repo}/check-suites/${body.check_suite.id}`;
  await held(app, 'GET', suite);
  await held(app, 'GET', `${suite}/check-runs?filter=all`);
  await held('alice', 'POST', `${suite}/rerequest`);
  const query = '?check_name=runway%2Fplan&filter=latest';
  await held(app, 'GET', `${repo}/commits/${head.sha}/check-runs${query}`);
  await held(app, 'GET', `${repo}/commits/checked/check-suites`);
  await held(app, 'POST', `${repo}/check-suites`, { head_sha: head.sha });
  expect(differences()).toEqual([]);
});

test('statuses', async () => {
  const { head } = await pullOf('stated');
  const status = {
    state: 'success',
    context: 'ci',
    description: 'Built',
    target_url: 'https://ci',
  };
  await held('bob', 'POST', `${repo}/statuses/${head.sha}`, status);
  await held('bob', 'POST', `${repo}/statuses/${head.sha}`, { state: 'pending' });
  await held('bob', 'GET', `${repo}/commits/stated/status`);
  await held('bob', 'GET', `${repo}/commits/stated/statuses`);
  expect(differences()).toEqual([]);
});

test('deployments and environments', async () => {
  const wish = {
    ref: 'main',
    auto_merge: false,
    required_contexts: [],
    environment: 'dev',
    payload: { intent: 'a' },
    description: 'Checkout',
    production_environment: false,
  };
  const { body } = await held(app, 'POST', `${repo}/deployments`, wish);
  const path = `${repo}/deployments/${body.id}`;
  const status = { state: 'success', log_url: 'https://log', environment_url: 'https://dev' };
  const made = await held(app, 'POST', `${path}/statuses`, status);
  await held(app, 'GET', `${path}/statuses`);
  await held(app, 'GET', `${path}/statuses/${made.body.id}`);
  await held(app, 'GET', path);
  await held(app, 'GET', `${repo}/deployments?environment=dev&task=deploy`);
  await held('bob', 'GET', `${repo}/environments`);
  await held('bob', 'GET', `${repo}/environments/dev`);
  await held(app, 'POST', `${path}/statuses`, { state: 'inactive' });
  await held(app, 'DELETE', path);
  expect(differences()).toEqual([]);
});

test("the App's webhook and its deliveries", async () => {
  const receiver = await receiving();
  world.github.setAppHook({ url: receiver.url, secret: 'told to nobody' });
  await pullOf('told');
  await eventually(async () => receiver.told().includes('pull_request opened'));
  const jwt = world.jwt();
  await held(jwt, 'GET', '/app/hook/config');
  await held(jwt, 'PATCH', '/app/hook/config', { url: receiver.url });
  const { body } = await held(jwt, 'GET', '/app/hook/deliveries?per_page=2&status=success');
  await held(jwt, 'GET', `/app/hook/deliveries/${body[0].id}`);
  await held(jwt, 'POST', `/app/hook/deliveries/${body[0].id}/attempts`);
  receiver.close();
  expect(differences()).toEqual([]);
});
