// The repository half of the sandbox GitHub's API.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AcmeGitHub, platform, startAcmeGitHub } from './acme-github.ts';

let acme: AcmeGitHub;

beforeAll(async () => {
  acme = await startAcmeGitHub();
});
afterAll(() => acme.stop());

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function tip(branch = 'main'): Promise<string> {
  return (await acme.repo('alice', 'GET', `/git/ref/heads/${branch}`)).body.object.sha;
}

/** A branch on top of the default branch. */
async function newBranch(name: string): Promise<void> {
  await acme.repo('alice', 'POST', '/git/refs', { ref: `refs/heads/${name}`, sha: await tip() });
}

test('a token that was made for less opens less, and says what would do', async () => {
  const token = await acme.installationToken({ permissions: { checks: 'read' } });
  const { status, body, headers } = await acme.ask(token, 'GET', `/repos/${platform}/branches`);
  expect([status, body.message]).toEqual([403, 'Resource not accessible by integration']);
  expect(headers.get('x-accepted-github-permissions')).toBe('contents=read');
});

test('a file is written on a branch, changed only by who knows it, and removed', async () => {
  await newBranch('alice/file');
  const path = '/contents/notes/a.txt';
  const on = { branch: 'alice/file', message: 'Write' };
  const made = await acme.repo('alice', 'PUT', path, { ...on, content: base64('one\n') });
  expect(made.status).toBe(201);
  const unknown = await acme.ask('alice', 'PUT', `/repos/${platform}${path}`, {
    ...on,
    content: base64('two\n'),
  });
  expect(unknown.status).toBe(422);
  const { sha } = made.body.content;
  const stale = { ...on, content: base64('two\n'), sha: 'a'.repeat(40) };
  expect((await acme.ask('alice', 'PUT', `/repos/${platform}${path}`, stale)).status).toBe(409);
  const changed = await acme.repo('alice', 'PUT', path, { ...on, content: base64('two\n'), sha });
  expect(changed.status).toBe(200);
  const read = await acme.repo('bob', 'GET', `${path}?ref=alice/file`);
  expect(Buffer.from(read.body.content, 'base64').toString()).toBe('two\n');
  expect((await acme.repo('bob', 'GET', '/contents/notes?ref=alice/file')).body).toHaveLength(1);
  await acme.repo('alice', 'DELETE', path, { ...on, sha: read.body.sha });
  const gone = await acme.ask('bob', 'GET', `/repos/${platform}${path}?ref=alice/file`);
  expect(gone.status).toBe(404);
});

test('the protected branch is not written to by who may only write', async () => {
  const body = { message: 'Around', content: base64('x'), branch: 'main' };
  const { status } = await acme.ask('alice', 'PUT', `/repos/${platform}/contents/x`, body);
  expect(status).toBe(409);
});

test('who may only read writes nothing', async () => {
  const body = { ref: 'refs/heads/mine', sha: await tip() };
  const { status } = await acme.ask('mallory', 'POST', `/repos/${platform}/git/refs`, body);
  expect(status).toBe(403);
});

test('references are found by how they begin', async () => {
  await newBranch('queue/one-1');
  await newBranch('queue/one-2');
  const { body } = await acme.repo('alice', 'GET', '/git/matching-refs/heads/queue/one-');
  expect(body.map(({ ref }: { ref: string }) => ref)).toEqual([
    'refs/heads/queue/one-1',
    'refs/heads/queue/one-2',
  ]);
  expect((await acme.repo('alice', 'GET', '/git/matching-refs/heads/none')).body).toEqual([]);
});

test('a reference moves forward only, unless it is forced, and goes away', async () => {
  await newBranch('moving');
  const [newer, older] = (await acme.repo('alice', 'GET', '/commits')).body;
  const ref = '/git/refs/heads/moving';
  const back = { sha: older.sha };
  expect((await acme.ask('alice', 'PATCH', `/repos/${platform}${ref}`, back)).status).toBe(422);
  await acme.repo('alice', 'PATCH', ref, { ...back, force: true });
  expect(await tip('moving')).toBe(older.sha);
  await acme.repo('alice', 'PATCH', ref, { sha: newer.sha });
  await acme.repo('alice', 'DELETE', ref);
  expect((await acme.ask('alice', 'GET', `/repos/${platform}/branches/moving`)).status).toBe(404);
});

test('a tree is listed with its folders, from a path on where one is named', async () => {
  const all = await acme.repo('alice', 'GET', '/git/trees/main?recursive=1');
  expect(all.body.tree.map(({ path }: { path: string }) => path)).toEqual([
    'README.md',
    'docs',
    'docs/more.md',
  ]);
  const some = await acme.repo('alice', 'GET', '/git/trees/main:docs?recursive=1');
  expect(some.body.tree.map(({ path }: { path: string }) => path)).toEqual(['more.md']);
  const none = await acme.ask('alice', 'GET', `/repos/${platform}/git/trees/main:nowhere`);
  expect(none.status).toBe(404);
});

test('an unknown commit is unprocessable, an unknown comparison not found', async () => {
  const nowhere = '1'.repeat(40);
  const commit = await acme.ask('alice', 'GET', `/repos/${platform}/commits/${nowhere}`);
  expect([commit.status, commit.body.message]).toEqual([
    422,
    `No commit found for SHA: ${nowhere}`,
  ]);
  const span = await acme.ask('alice', 'GET', `/repos/${platform}/compare/${nowhere}...main`);
  expect(span.status).toBe(404);
});

test('a comparison lists the oldest commit first, with its files', async () => {
  const [newer, older] = (await acme.repo('alice', 'GET', '/commits')).body;
  const { body } = await acme.repo('alice', 'GET', `/compare/${older.sha}...${newer.sha}`);
  expect([body.status, body.ahead_by, body.total_commits]).toEqual(['ahead', 1, 1]);
  expect(body.files.map(({ filename }: { filename: string }) => filename)).toEqual([
    'docs/more.md',
  ]);
});

test('pages are linked as GitHub links them', async () => {
  const { body, headers } = await acme.repo('alice', 'GET', '/commits?per_page=1');
  expect(body).toHaveLength(1);
  expect(headers.get('link')).toMatch(/page=2>; rel="next".*rel="last"/);
});

test('it is told what a person may do', async () => {
  const permission = async (name: string): Promise<string> =>
    (await acme.repo('olga', 'GET', `/collaborators/${name}/permission`)).body.permission;
  expect([await permission('alice'), await permission('mallory')]).toEqual(['write', 'read']);
});

test('a reader makes a fork and writes to it', async () => {
  const { body } = await acme.ask('mallory', 'POST', `/repos/${platform}/forks`, {});
  expect(body).toMatchObject({ full_name: 'mallory/platform', fork: true });
  const file = { message: 'Mine', content: base64('mine'), branch: 'main' };
  const { status } = await acme.ask('mallory', 'PUT', '/repos/mallory/platform/contents/m', file);
  expect(status).toBe(201);
});
