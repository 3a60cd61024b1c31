// The pages under GitHub's addresses, as a browser without JavaScript uses them.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { browser, signedIn, type Browser } from '../forge/browser.ts';
import { platform, startAcmeGitHub, type AcmeGitHub } from './acme-github.ts';
import { cloned, type Clone } from './pushing.ts';

let world: AcmeGitHub;
let clone: Clone;
let app: string;

beforeAll(async () => {
  world = await startAcmeGitHub();
  clone = await cloned(world);
  app = await world.installationToken();
});

afterAll(async () => {
  await clone.remove();
  await world.stop();
});

const as = (user: string): Promise<Browser> => signedIn(world.github.url, user);

interface Proposed {
  readonly number: number;
  readonly sha: string;
  readonly page: string;
}

async function proposed(branch: string, text = 'x\n'): Promise<Proposed> {
  const sha = await clone.push(branch, { [`${branch}.md`]: text });
  const pull = { title: `Bring ${branch}`, head: branch, base: 'main' };
  const { number } = (await world.repo('alice', 'POST', '/pulls', pull)).body;
  return { number, sha, page: `/${platform}/pull/${number}` };
}

/** A completed check run of the App's. */
async function checked(head_sha: string, more: object = {}): Promise<number> {
  const body = { name: 'runway/plan', head_sha, conclusion: 'failure', ...more };
  return (await world.ask(app, 'POST', `/repos/${platform}/check-runs`, body)).body.id;
}

test('a branch is proposed, merged by the method that was chosen, and compared', async () => {
  const alice = await as('alice');
  const sha = await clone.push('by-hand', { 'by-hand.md': 'x\n' });
  const form = await alice.open(`/${platform}/pull/new/by-hand`);
  const opened = await alice.send(`/${platform}/pull/new`, {
    source: 'by-hand',
    target: 'main',
    title: 'By hand',
  });
  const page = opened.headers.get('location') ?? '';
  const shown = await alice.open(page);
  const files = await alice.open(`${page}/files`);
  await alice.open(page);
  await alice.send(`${page}/merge`, { sha, method: 'squash' });
  const merged = await alice.open(page);
  const number = Number(page.split('/').at(-1));
  const pull = (await world.repo('alice', 'GET', `/pulls/${number}`)).body;
  const compared = await alice.open(`/${platform}/compare/${pull.base.sha}...main`);

  expect(form).toContain('<option selected>by-hand</option>');
  expect(page).toMatch(/^\/acme\/platform\/pull\/\d+$/);
  expect(shown).toContain('Squash and merge');
  expect(shown).toContain(`#${number}`);
  expect(files).toContain('by-hand.md');
  expect(merged).toContain('Merged by Alice Moreau');
  expect(compared).toContain(`By hand (#${number})`);
  expect(await alice.open(`/${platform}/commit/${pull.merge_commit_sha}`)).toContain('By hand');
  expect(await alice.open(`/${platform}/pulls?state=merged`)).toContain('By hand');
});

test('a check run shows its summary and its remarks at their lines', async () => {
  const { page, sha } = await proposed('remarked', 'first\nsecond\n');
  const annotation = {
    path: 'remarked.md',
    start_line: 2,
    end_line: 2,
    annotation_level: 'failure',
    message: 'No <b>such</b> key',
  };
  const output = { title: 'One error', summary: '**Look** here', annotations: [annotation] };
  const id = await checked(sha, { output });
  const visitor = browser(world.github.url);
  const shown = await visitor.open(page);
  const run = await visitor.open(`/${platform}/runs/${id}`);

  expect(shown).toContain('One error');
  expect(shown).toContain('<strong>Look</strong> here');
  expect(shown).toContain(`/${platform}/blob/${sha}/remarked.md#L2`);
  expect(shown).toContain('No &lt;b&gt;such&lt;/b&gt; key');
  expect(run).toContain('One error');
  expect(await visitor.open(`${page}/files`)).toMatch(
    /\+second[^]*class="remark"[^]*No &lt;b&gt;such/,
  );
});

test('who may push runs a check again and presses its button; others are told why not', async () => {
  const { page, sha } = await proposed('again');
  const actions = [{ label: 'Plan again', description: 'Looks once more', identifier: 'plan' }];
  const id = await checked(sha, { actions });
  const suite = async (): Promise<string> =>
    (await world.ask(app, 'GET', `/repos/${platform}/commits/${sha}/check-suites`)).body
      .check_suites[0].status;
  const before = await suite();
  const bob = await as('bob');
  const shown = await bob.open(page);
  const rerun = await bob.send(`/${platform}/runs/${id}/again`, {});
  const after = await suite();
  const pressed = await bob.send(`/${platform}/runs/${id}/actions`, { identifier: 'plan' });
  const unknown = await bob.send(`/${platform}/runs/${id}/actions`, { identifier: 'other' });
  const mallory = await as('mallory');
  await mallory.open(page);
  const refused = await mallory.send(`/${platform}/runs/${id}/again`, {});

  expect(shown).toContain('Plan again');
  expect([before, after]).toEqual(['completed', 'queued']);
  expect([rerun, pressed].map((answer) => answer.headers.get('location'))).toEqual([page, page]);
  expect([unknown.status, refused.status]).toEqual([422, 403]);
});

test('a review is given for the commit that was seen, never by the author', async () => {
  const { page, number, sha } = await proposed('reviewed');
  const bob = await as('bob');
  await bob.open(page);
  await bob.send(`${page}/reviews`, { state: 'APPROVED', body: '', commit: sha });
  await clone.push('reviewed', { 'reviewed.md': 'y\n' }, 'origin/reviewed');
  const shown = await bob.open(page);
  const alice = await as('alice');
  await alice.open(page);
  const own = await alice.send(`${page}/reviews`, { state: 'APPROVED', body: '', commit: sha });
  const reviews = (await world.repo('alice', 'GET', `/pulls/${number}/reviews`)).body;

  expect(reviews).toEqual([expect.objectContaining({ state: 'APPROVED', commit_id: sha })]);
  expect(shown).toMatch(/approved these changes[^]*an older commit/);
  expect(own.status).toBe(422);
});

test('a draft is made ready before it merges', async () => {
  const { page, number, sha } = await proposed('drafted');
  const alice = await as('alice');
  await alice.open(page);
  await alice.send(`${page}/draft`, {});
  const drafted = await alice.open(page);
  const early = await alice.send(`${page}/merge`, { sha, method: 'merge' });
  await alice.send(`${page}/ready`, {});
  const ready = (await world.repo('alice', 'GET', `/pulls/${number}`)).body;

  expect(drafted).toContain('It is still a draft.');
  expect(early.status).toBe(405);
  expect(ready.draft).toBe(false);
});

test('comments break lines and link pull requests', async () => {
  const { page, number } = await proposed('spoken');
  const body = `one\ntwo, see #${number}`;
  await world.ask(app, 'POST', `/repos/${platform}/issues/${number}/comments`, { body });
  const shown = await browser(world.github.url).open(page);

  expect(shown).toContain(`one<br />\ntwo, see <a href="${page}"`);
  expect(shown).toContain('runway[bot]');
  expect(shown).toMatch(/id="issuecomment-\d+"/);
  expect(shown).toContain('/-/avatar/runway%5Bbot%5D.svg');
});

test('with a merge queue, its button is the way in and out', async () => {
  const queued = await startAcmeGitHub({
    projects: [
      {
        path: platform,
        members: { olga: 'maintainer', alice: 'developer', runway: 'developer' },
        mergeQueue: true,
        commits: [{ message: 'Begin', author: 'olga', files: { 'README.md': 'x\n' } }],
      },
    ],
  });
  const own = await cloned(queued);
  try {
    const head_sha = await own.push('waiting', { 'waiting.md': 'x\n' });
    const pull = { title: 'Waiting', head: 'waiting', base: 'main' };
    const { number } = (await queued.repo('alice', 'POST', '/pulls', pull)).body;
    const token = await queued.installationToken();
    const page = `/${platform}/pull/${number}`;
    const alice = await signedIn(queued.github.url, 'alice');
    const early = await alice.open(page);
    for (const name of ['runway/plan', 'runway/approval']) {
      const body = { name, head_sha, conclusion: 'success' };
      await queued.ask(token, 'POST', `/repos/${platform}/check-runs`, body);
    }
    await alice.open(page);
    await alice.send(`${page}/enqueue`, {});
    const waiting = await alice.open(page);
    await alice.send(`${page}/dequeue`, {});
    const out = await alice.open(page);

    expect(early).toContain('What is merged here goes through the merge queue.');
    expect(waiting).toMatch(/Take out of the queue[^]*1\. in the queue/);
    expect(out).toContain('Put into the merge queue');
  } finally {
    await own.remove();
    await queued.stop();
  }
});
