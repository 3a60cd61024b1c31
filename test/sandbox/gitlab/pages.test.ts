// The pages, as a browser without JavaScript uses them.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { browser, signedIn, type Browser } from '../forge/browser.ts';
import { acme, checkout, propose, type Acme } from './acme-gitlab.ts';

const platform = 'acme/platform';
let world: Acme;

beforeAll(async () => {
  world = await acme();
});

afterAll(async () => {
  await world.end();
});

const visitor = (): Browser => browser(world.gitlab.url);
const as = (user: string): Promise<Browser> => signedIn(world.gitlab.url, user);

test('a version is changed by hand, proposed and merged', async () => {
  const alice = await as('alice');
  const edit = `/acme/platform/-/edit/main/${checkout}`;
  await alice.open(edit);
  const committed = await alice.send(edit, {
    content: 'release:\r\n  version: 1.1.0\r\n',
    message: 'Take 1.1.0',
    branch: 'alice/one',
  });
  const form = committed.headers.get('location') ?? '';
  expect(await alice.open(form)).toContain('value="Take 1.1.0"');
  const opened = await alice.send('/acme/platform/-/merge_requests/new', {
    source: 'alice/one',
    target: 'main',
    title: 'Take 1.1.0',
  });
  const url = opened.headers.get('location') ?? '';
  expect(await alice.open(url)).toContain('Ready to merge.');
  expect(await alice.open(`${url}/diffs`)).toContain('+  version: 1.1.0');
  await alice.open(url);
  const sha = (await world.as('alice').MergeRequests.show(platform, 1)).sha;
  await alice.send(`${url}/merge`, { sha });
  expect(await alice.open(url)).toContain('Merged by Alice Moreau');
});

test('what others write is shown, never run', async () => {
  const iid = await propose(world, 'hostile', {
    content: 'a\n',
    title: '<script>alert(1)</script>',
  });
  await world
    .as('mallory')
    .MergeRequestNotes.create(
      platform,
      iid,
      '<script>alert(2)</script> <img src=x onerror=alert(3)> [x](javascript:alert(4)) <details><summary>more</summary>\n\n| a |\n|---|\n| b |\n\n</details>',
    );
  const page = await visitor().open(`/acme/platform/-/merge_requests/${iid}`);

  expect(page).toContain('&lt;script&gt;alert(1)');
  expect(page).not.toMatch(/<script>|onerror|href="javascript/);
  expect(page).toMatch(/<details><summary>more<\/summary>[^]*<td>b<\/td>/);
});

test('forms without their key, or from nobody, are refused', async () => {
  const iid = await propose(world, 'forms', { content: 'b\n' });
  const path = `/acme/platform/-/merge_requests/${iid}`;
  const alice = await as('alice');
  await alice.open(path);
  const forged = await alice.send(`${path}/close`, { form_key: 'guess' });
  const nobody = visitor();
  await nobody.open(path);
  const anonymous = await nobody.send(`${path}/close`, {});

  expect([forged.status, anonymous.status]).toEqual([403, 403]);
  expect((await world.as('alice').MergeRequests.show(platform, iid)).state).toBe('opened');
});

test('buttons say why they cannot be pressed', async () => {
  const iid = await propose(world, 'buttons', { content: 'c\n' });
  const path = `/acme/platform/-/merge_requests/${iid}`;
  const mallory = await as('mallory');
  const page = await mallory.open(path);
  const sent = await mallory.send(`${path}/merge`, { sha: 'x' });

  expect(page).toContain('Your role does not allow merging into main.');
  expect(page).toContain('Your role may read and comment here, not close or reopen.');
  expect(sent.status).toBe(403);
});

test('pages answer under a loopback name only', async () => {
  const { request } = await import('node:http');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(
      `${world.gitlab.url}/acme/platform`,
      { headers: { host: 'evil.example' } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

test('an open page is told of news', async () => {
  const iid = await propose(world, 'news', { content: 'd\n' });
  const stop = new AbortController();
  const events = await fetch(
    `${world.gitlab.url}/-/live?project=${world.gitlab.projectId(platform)}`,
    { signal: stop.signal },
  );
  const reader = events.body?.getReader();
  const first = new TextDecoder().decode((await reader?.read())?.value);
  await world.as('runway').MergeRequestNotes.create(platform, iid, 'News');
  const second = new TextDecoder().decode((await reader?.read())?.value);
  stop.abort();

  expect(first).toMatch(/^(?:data: \d+\n\n)+$/);
  expect(second).not.toBe(first);
});
