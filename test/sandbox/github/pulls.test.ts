// Pull requests as a client of the REST API sees them.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';
import { eventually } from '../eventually.ts';
import { cloned, type Clone } from './pushing.ts';

let world: AcmeGitHub;
let clone: Clone;

beforeAll(async () => {
  world = await startAcmeGitHub();
  clone = await cloned(world);
});

afterAll(async () => {
  await clone.remove();
  await world.stop();
});

const at = `/repos/${platform}`;
const create = (body: object, who = 'alice'): Promise<Answer> =>
  world.ask(who, 'POST', `${at}/pulls`, body);

async function opened(branch: string, text = branch): Promise<number> {
  await clone.push(branch, { [`${branch}.md`]: `${text}\n` });
  const { body, status } = await create({ title: `Take ${branch}`, head: branch, base: 'main' });
  expect(status).toBe(201);
  return body.number;
}

test('one that is opened is not known to be mergeable, and a moment later it is', async () => {
  const head = await clone.push('first', { 'first.md': 'a\nb\n' });
  const { body, status } = await create({ title: 'First', head: 'acme:first', base: 'main' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    state: 'open',
    draft: false,
    merged: false,
    mergeable: null,
    mergeable_state: 'unknown',
    merge_commit_sha: null,
    body: null,
    user: { login: 'alice', type: 'User' },
    author_association: 'MEMBER',
    head: { ref: 'first', sha: head, label: 'acme:first' },
    base: { ref: 'main', label: 'acme:main' },
    html_url: `${world.github.url}/${platform}/pull/${body.number}`,
    url: `${world.github.api}${at}/pulls/${body.number}`,
    commits: 1,
    additions: 2,
    deletions: 0,
    changed_files: 1,
  });
  const known = await eventually(async () => {
    const now = (await world.repo('alice', 'GET', `/pulls/${body.number}`)).body;
    return now.mergeable === null ? null : now;
  });
  expect(known).toMatchObject({ mergeable: true, mergeable_state: 'clean' });
  const refs = await clone.git('ls-remote', 'origin', `refs/pull/${body.number}/*`);
  expect(refs).toContain(`${head}\trefs/pull/${body.number}/head`);
  expect(refs).toContain(`${known.merge_commit_sha}\trefs/pull/${body.number}/merge`);
});

test('what cannot be opened says why in words of GitHub', async () => {
  await opened('twice');
  const twin = await create({ title: 'Again', head: 'twice', base: 'main' });
  expect([twin.status, twin.body]).toEqual([
    422,
    expect.objectContaining({
      message: 'Validation Failed',
      errors: [
        {
          resource: 'PullRequest',
          code: 'custom',
          message: 'A pull request already exists for acme:twice.',
        },
      ],
    }),
  ]);
  await clone.git('push', '--quiet', 'origin', 'origin/main:refs/heads/same');
  const empty = await create({ title: 'Nothing', head: 'same', base: 'main' });
  expect(empty.body.errors).toEqual([
    { resource: 'PullRequest', code: 'custom', message: 'No commits between main and same' },
  ]);
  const errors = async (body: object): Promise<unknown> => (await create(body)).body.errors;
  expect(await errors({ title: 'x', head: 'none', base: 'main' })).toEqual([
    { resource: 'PullRequest', field: 'head', code: 'invalid' },
  ]);
  expect(await errors({ title: 'x', head: 'same', base: 'none' })).toEqual([
    { resource: 'PullRequest', field: 'base', code: 'invalid' },
  ]);
  const bare = await create({ title: 'x' });
  expect([bare.status, bare.body.message]).toEqual([
    422,
    'Invalid request.\n\n"head", "base" weren\'t supplied.',
  ]);
});

test('a list is narrowed by state, base and the branch with its owner', async () => {
  const number = await opened('listed');
  const other = await opened('other');
  await world.repo('alice', 'PATCH', `/pulls/${other}`, { state: 'closed' });
  const numbers = async (query: string): Promise<number[]> =>
    (await world.repo('alice', 'GET', `/pulls?per_page=100&${query}`)).body.map(
      (one: { number: number }) => one.number,
    );
  expect(await numbers('head=acme:listed')).toEqual([number]);
  expect(await numbers('head=mallory:listed')).toEqual([]);
  expect(await numbers('state=closed')).toEqual([other]);
  expect(await numbers('state=all')).toEqual(expect.arrayContaining([number, other]));
  expect(await numbers('base=none')).toEqual([]);
  const ascending = await numbers('sort=created&direction=asc');
  expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
  const page = await world.repo('alice', 'GET', '/pulls?per_page=1');
  expect(page.headers.get('link')).toMatch(/page=2>; rel="next"/);
});

test('title, body and base are edited, and a draft is no title', async () => {
  const number = await opened('edited');
  await clone.git('push', '--quiet', 'origin', 'origin/main:refs/heads/release');
  const { body } = await world.repo('alice', 'PATCH', `/pulls/${number}`, {
    title: 'Draft: other',
    body: 'Words',
    base: 'release',
  });
  expect(body).toMatchObject({
    title: 'Draft: other',
    body: 'Words',
    base: { ref: 'release' },
    draft: false,
  });
  const closed = await world.repo('alice', 'PATCH', `/pulls/${number}`, { state: 'closed' });
  expect(closed.body).toMatchObject({ state: 'closed', merged: false });
  const issue = await world.repo('alice', 'GET', `/issues/${number}`);
  expect(issue.body).toMatchObject({ state: 'closed', closed_by: { login: 'alice' } });
  const events = await world.repo('alice', 'GET', `/issues/${number}/events`);
  expect(events.body.at(-1)).toMatchObject({ event: 'closed', actor: { login: 'alice' } });
  const again = await world.repo('alice', 'PATCH', `/pulls/${number}`, { state: 'open' });
  expect(again.body).toMatchObject({ state: 'open', closed_at: null });
  const nobody = await world.ask('mallory', 'PATCH', `${at}/pulls/${number}`, { title: 'Mine' });
  expect(nobody.status).toBe(403);
});

test.each(['merge', 'squash', 'rebase'])('it is merged by %s', async (method) => {
  const number = await opened(`by-${method}`);
  const { body } = await world.repo('bob', 'PUT', `/pulls/${number}/merge`, {
    merge_method: method,
    commit_title: 'Take it',
  });
  expect(body).toEqual({
    sha: expect.stringMatching(/^[0-9a-f]{40}$/),
    merged: true,
    message: 'Pull Request successfully merged',
  });
  const pull = (await world.repo('bob', 'GET', `/pulls/${number}`)).body;
  expect(pull).toMatchObject({
    state: 'closed',
    merged: true,
    merged_by: { login: 'bob' },
    merge_commit_sha: body.sha,
  });
  await clone.git('fetch', '--quiet', 'origin');
  expect(await clone.git('rev-parse', 'origin/main')).toBe(body.sha);
  const parents = (await clone.git('log', '-1', '--format=%P', body.sha)).split(' ');
  expect(parents).toHaveLength(method === 'merge' ? 2 : 1);
  const of = await world.repo('bob', 'GET', `/commits/${body.sha}/pulls`);
  expect(of.body.map((one: { number: number }) => one.number)).toEqual([number]);
});

test('what is not merged says why', async () => {
  const number = await opened('unmerged');
  const merge = (body: object, which = number): Promise<Answer> =>
    world.ask('bob', 'PUT', `${at}/pulls/${which}/merge`, body);
  const moved = await merge({ sha: 'f'.repeat(40) });
  expect([moved.status, moved.body.message]).toEqual([
    409,
    'Head branch was modified. Review and try the merge again.',
  ]);
  await clone.push('clash', { 'README.md': 'mine\n' });
  await clone.push('theirs', { 'README.md': 'theirs\n' });
  const [clash, theirs] = await Promise.all(
    ['clash', 'theirs'].map((head) => create({ title: head, head, base: 'main' })),
  );
  expect((await merge({}, theirs?.body.number)).status).toBe(200);
  const conflict = await merge({}, clash?.body.number);
  expect([conflict.status, conflict.body.message]).toEqual([405, 'Pull Request is not mergeable']);
  const dirty = await world.repo('bob', 'GET', `/pulls/${clash?.body.number}`);
  expect(dirty.body).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  await clone.push('sketch', { 'sketch.md': 'x\n' });
  const draft = await create({ title: 'Sketch', head: 'sketch', base: 'main', draft: true });
  expect(draft.body).toMatchObject({ draft: true });
  const early = await merge({}, draft.body.number);
  expect([early.status, early.body.message]).toEqual([405, 'Pull Request is still a draft']);
  expect((await world.ask('mallory', 'PUT', `${at}/pulls/${number}/merge`, {})).status).toBe(403);
});

test('its commits and files are listed', async () => {
  await clone.push('two', { 'two.md': 'one\n' });
  const head = await clone.push('two', { 'two.md': 'one\ntwo\n', 'README.md': 'new\n' }, 'two');
  const { body } = await create({ title: 'Two', head: 'two', base: 'main' });
  const commits = (await world.repo('alice', 'GET', `/pulls/${body.number}/commits`)).body;
  expect(commits.map((one: { sha: string }) => one.sha).at(-1)).toBe(head);
  expect(commits).toHaveLength(2);
  const files = (await world.repo('alice', 'GET', `/pulls/${body.number}/files`)).body;
  expect(files).toEqual([
    expect.objectContaining({ filename: 'README.md', status: 'modified', deletions: 1 }),
    expect.objectContaining({ filename: 'two.md', status: 'added', additions: 2, changes: 2 }),
  ]);
});

test('a branch is brought up to date with its base', async () => {
  const number = await opened('behind');
  await clone.push('main', { 'ahead.md': 'x\n' }).catch(() => undefined);
  const base = await opened('ahead');
  await world.repo('bob', 'PUT', `/pulls/${base}/merge`, {});
  const { status } = await world.ask('alice', 'PUT', `${at}/pulls/${number}/update-branch`, {});
  expect(status).toBe(202);
  await clone.git('fetch', '--quiet', 'origin');
  expect(await clone.git('merge-base', 'origin/behind', 'origin/main')).toBe(
    await clone.git('rev-parse', 'origin/main'),
  );
  const again = await world.ask('alice', 'PUT', `${at}/pulls/${number}/update-branch`, {});
  expect([again.status, again.body.message]).toEqual([
    422,
    'There are no new commits on the base branch.',
  ]);
});

test('reviewers are asked, but never the author', async () => {
  const number = await opened('asked');
  const path = `${at}/pulls/${number}/requested_reviewers`;
  const asked = await world.ask('alice', 'POST', path, { reviewers: ['bob'] });
  expect([asked.status, asked.body.requested_reviewers[0].login]).toEqual([201, 'bob']);
  const self = await world.ask('alice', 'POST', path, { reviewers: ['alice'] });
  expect([self.status, self.body.message]).toEqual([
    422,
    'Review cannot be requested from pull request author.',
  ]);
  const gone = await world.ask('alice', 'DELETE', path, { reviewers: ['bob'] });
  expect([gone.status, gone.body.requested_reviewers]).toEqual([200, []]);
});
