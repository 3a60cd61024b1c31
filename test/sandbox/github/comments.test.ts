// Comments and reactions as a client of the REST API sees them.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { platform, startAcmeGitHub, type AcmeGitHub } from './acme-github.ts';
import { cloned, type Clone } from './pushing.ts';

let world: AcmeGitHub;
let clone: Clone;
let app: string;
let number: number;

const at = `/repos/${platform}`;

beforeAll(async () => {
  world = await startAcmeGitHub();
  clone = await cloned(world);
  app = await world.installationToken();
  await clone.push('spoken', { 'spoken.md': 'x\n' });
  const pull = { title: 'Spoken', head: 'spoken', base: 'main' };
  number = (await world.repo('alice', 'POST', '/pulls', pull)).body.number;
});

afterAll(async () => {
  await clone.remove();
  await world.stop();
});

test('the App says something, says something else, and takes it back', async () => {
  const path = `${at}/issues/${number}/comments`;
  const said = await world.ask(app, 'POST', path, { body: 'The plan' });
  expect([said.status, said.body]).toEqual([
    201,
    expect.objectContaining({
      body: 'The plan',
      user: expect.objectContaining({ login: 'runway[bot]', type: 'Bot' }),
      author_association: 'NONE',
      issue_url: `${world.github.api}${at}/issues/${number}`,
      performed_via_github_app: expect.objectContaining({ slug: 'runway' }),
    }),
  ]);
  const one = `${at}/issues/comments/${said.body.id}`;
  const changed = await world.ask(app, 'PATCH', one, { body: 'Another plan' });
  expect([changed.status, changed.body.body]).toEqual([200, 'Another plan']);
  const listed = await world.ask('bob', 'GET', path);
  expect(listed.body.map(({ body }: { body: string }) => body)).toEqual(['Another plan']);
  expect((await world.ask('mallory', 'PATCH', one, { body: 'Mine' })).status).toBe(403);
  expect((await world.ask(app, 'DELETE', one)).status).toBe(204);
  expect((await world.ask(app, 'GET', one)).status).toBe(404);
});

test('a comment holds 65536 characters and no more, and is not empty', async () => {
  const say = (body: string) =>
    world.ask('alice', 'POST', `${at}/issues/${number}/comments`, { body });
  expect((await say('x'.repeat(65_536))).status).toBe(201);
  const long = await say('x'.repeat(65_537));
  expect([long.status, long.body.errors[0].message]).toEqual([
    422,
    'body is too long (maximum is 65536 characters)',
  ]);
  expect((await say(' ')).status).toBe(422);
  const bare = await world.ask('alice', 'POST', `${at}/issues/${number}/comments`, {});
  expect(bare.body.message).toBe('Invalid request.\n\n"body" wasn\'t supplied.');
});

test('a reaction given twice is there once, and only its giver takes it back', async () => {
  const { body: note } = await world.ask('alice', 'POST', `${at}/issues/${number}/comments`, {
    body: '/runway plan',
  });
  const path = `${at}/issues/comments/${note.id}/reactions`;
  const first = await world.ask(app, 'POST', path, { content: 'eyes' });
  const again = await world.ask(app, 'POST', path, { content: 'eyes' });
  expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
  await world.ask(app, 'POST', path, { content: '+1' });
  const odd = await world.ask(app, 'POST', path, { content: 'thumbsup' });
  expect(odd.status).toBe(422);
  const some = await world.ask('bob', 'GET', `${path}?content=eyes`);
  expect(some.body).toEqual([
    expect.objectContaining({
      content: 'eyes',
      user: expect.objectContaining({ login: 'runway[bot]' }),
    }),
  ]);
  const counted = await world.ask('bob', 'GET', `${at}/issues/comments/${note.id}`);
  expect(counted.body.reactions).toMatchObject({ total_count: 2, eyes: 1, '+1': 1 });
  expect((await world.ask('mallory', 'DELETE', `${path}/${first.body.id}`)).status).toBe(403);
  expect((await world.ask(app, 'DELETE', `${path}/${first.body.id}`)).status).toBe(204);
});

test('labels are put on and taken off', async () => {
  const path = `${at}/issues/${number}/labels`;
  const names = (body: { name: string }[]): string[] => body.map(({ name }) => name);
  const on = await world.ask('alice', 'POST', path, { labels: ['bug', 'urgent'] });
  expect(names(on.body)).toEqual(['bug', 'urgent']);
  const off = await world.ask('alice', 'DELETE', `${path}/bug`);
  expect(names(off.body)).toEqual(['urgent']);
  const pull = await world.repo('alice', 'GET', `/pulls/${number}`);
  expect(names(pull.body.labels)).toEqual(['urgent']);
});
