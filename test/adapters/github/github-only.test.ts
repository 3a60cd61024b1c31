// What GitHub alone has, on a whole server.

import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CommitStatus, MergeRequest, Sha } from '../../../src/ports/forge.ts';
import { readGitHubDocument } from '../../support/github-document.ts';
import { until } from '../../support/until.ts';
import {
  bot,
  makeBranch,
  exchanges,
  mergeWhenReady,
  person,
  platform,
  start,
  write,
} from './sandbox.ts';
import type { Started } from './sandbox.ts';

let started: Started;
let forge: ReturnType<typeof bot>['forge'];
let writes: () => number;
let credentials: ReturnType<typeof bot>['credentials'];
let alice: ReturnType<typeof person>;
let olga: ReturnType<typeof person>;

beforeAll(async () => {
  started = await start();
  ({ forge, writes, credentials } = bot(started));
  alice = person(started, 'alice');
  olga = person(started, 'olga');
}, 60_000);

afterAll(() => started.stop());

async function open(name: string, members: object = {}): Promise<MergeRequest> {
  await makeBranch(alice, name);
  const asked = { head: name, base: 'main', title: `Change ${name}`, ...members };
  const { number } = (await alice('POST', '/pulls', asked)) as { number: number };
  return look(number);
}

async function look(number: number): Promise<MergeRequest> {
  const found = await forge.mergeRequest(number);
  if (found === null) throw new Error(`pull request ${number} is gone`);
  return found;
}

const status: CommitStatus = {
  context: 'runway/plan',
  state: 'passed',
  summary: 'nothing to do',
  url: null,
  details: 'No change.',
  remarks: [],
};

test('somebody who presses "Re-run" gets an answer, once', async () => {
  const request = await open('rerun');
  await forge.status(request.head, request, status);
  await forge.status(request.head, request, { ...status, context: 'runway/approval' });
  const { check_suites: suites } = (await alice(
    'GET',
    `/commits/${request.head}/check-suites`,
  )) as { check_suites: { id: number }[] };
  const before = writes();
  await forge.status(request.head, request, status);
  expect(writes()).toBe(before);
  await olga('POST', `/check-suites/${suites[0]?.id}/rerequest`);
  await forge.status(request.head, request, status);
  await forge.status(request.head, request, status);
  expect(writes()).toBe(before + 1);
  await forge.status(request.head, request, { ...status, context: 'runway/approval' });
  await forge.status(request.head, request, { ...status, context: 'runway/approval' });
  expect(writes()).toBe(before + 2);
});

test('a look that was under way when "Re-run" was pressed does not answer for all checks', async () => {
  const request = await open('rerun-meanwhile');
  const approval = { ...status, context: 'runway/approval' };
  await forge.status(request.head, request, status);
  await forge.status(request.head, request, approval);
  const planOf = async (): Promise<{ id: number }> => {
    const query = `check_name=${encodeURIComponent('runway/plan')}`;
    const { check_runs: runs } = (await alice(
      'GET',
      `/commits/${request.head}/check-runs?${query}`,
    )) as { check_runs: [{ id: number }] };
    return runs[0];
  };
  const first = await planOf();
  await olga('POST', `/check-runs/${first.id}/rerequest`);
  await forge.status(request.head, request, approval);
  expect((await planOf()).id).toBe(first.id);
  await forge.status(request.head, request, status);
  expect((await planOf()).id).not.toBe(first.id);
});

test('a hundred remarks stand at their lines', async () => {
  const request = await open('remarks');
  const remarks = Array.from({ length: 110 }, (_, index) => ({
    path: 'changes/remarks.txt',
    line: index + 1,
    column: 3,
    severity: 'error' as const,
    message: 'is wrong',
  }));
  await forge.status(request.head, request, { ...status, state: 'failed', remarks });
  const { check_runs: runs } = (await alice('GET', `/commits/${request.head}/check-runs`)) as {
    check_runs: { id: number; conclusion: string; output: { annotations_count: number } }[];
  };
  expect(runs).toMatchObject([{ conclusion: 'failure', output: { annotations_count: 110 } }]);
});

test.each(['merge', 'squash', 'rebase'])('a %s leads back to its pull request', async (method) => {
  const { number } = await open(`by-${method}`);
  await write(alice, `by-${method}`, 'more');
  await mergeWhenReady(() => olga('PUT', `/pulls/${number}/merge`, { merge_method: method }));
  const { mergeCommit, state } = await look(number);
  expect(state).toBe('merged');
  if (mergeCommit === null) throw new Error('a merge leaves a commit');
  const tip = (await alice('GET', '/git/ref/heads/main')) as { object: { sha: string } };
  expect(mergeCommit).toBe(tip.object.sha);
  expect((await forge.mergeRequestOf(mergeCommit))?.number).toBe(number);
});

test('every commit that a rebase rewrote leads back to its pull request', async () => {
  const { number } = await open('rewritten');
  await write(alice, 'rewritten', 'more');
  await mergeWhenReady(() => olga('PUT', `/pulls/${number}/merge`, { merge_method: 'rebase' }));
  const { mergeCommit } = await look(number);
  const { parents } = (await alice('GET', `/git/commits/${mergeCommit}`)) as {
    parents: { sha: Sha }[];
  };
  const first = parents[0]?.sha;
  if (first === undefined) throw new Error('there were two commits');
  expect((await forge.mergeRequestOf(first))?.number).toBe(number);
});

test('a draft is one', async () => {
  expect((await open('draft', { draft: true })).draft).toBe(true);
});

test('the token that the API takes lets Git read the repository', async () => {
  const { username, password } = await credentials();
  const url = new URL(`${started.github.url}/${platform}.git`);
  Object.assign(url, { username, password });
  const { stdout } = await promisify(execFile)('git', ['ls-remote', url.href, 'refs/heads/main']);
  expect(stdout).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main$/m);
});

test('webhooks that met a closed door come again when it is asked for', async () => {
  const since = new Date(Date.now() - 60_000);
  const heard: { id: string; status: number }[] = [];
  let answer = 503;
  const door = createServer((request, response) => {
    heard.push({ id: String(request.headers['x-github-delivery']), status: answer });
    response.writeHead(answer).end();
    request.resume();
  });
  await new Promise<void>((done) => {
    door.listen(0, '127.0.0.1', done);
  });
  try {
    const { port } = door.address() as AddressInfo;
    started.github.setAppHook({ url: `http://127.0.0.1:${port}/webhooks/github`, secret: 'x' });
    await open('unheard');
    await until(
      async () => heard.length,
      (count) => count >= 3,
    );
    answer = 200;
    const lost = new Set(heard.map(({ id }) => id));
    await until(
      () => forge.redeliver(since),
      (count) => count === 0,
    );
    const arrived = heard.filter(({ status: given }) => given === 200).map(({ id }) => id);
    expect(new Set(arrived)).toEqual(lost);
  } finally {
    door.close();
  }
});

// Last: it looks at what all the others have sent.
test('the bot and GitHub say nothing to each other that GitHub does not publish', () => {
  const published = readGitHubDocument();
  expect(exchanges.flatMap((exchange) => published.check(exchange))).toEqual([]);
});
