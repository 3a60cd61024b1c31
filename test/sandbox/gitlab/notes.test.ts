// Notes, threads, reactions, and the quick actions that GitLab takes out of them.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { acme, checkout, json, propose, type Acme } from './acme-gitlab.ts';

const platform = 'acme/platform';
let world: Acme;

beforeAll(async () => {
  world = await acme();
});

afterAll(async () => {
  await world.end();
});

test('notes are written, rewritten, counted and listed', async () => {
  const iid = await propose(world, 'notes', { content: 'a\n' });
  const bot = world.as('runway');
  const note = await bot.MergeRequestNotes.create(platform, iid, 'First words');
  const edited = await bot.MergeRequestNotes.edit(platform, iid, note.id, { body: 'Better words' });
  await world.as('mallory').MergeRequestNotes.create(platform, iid, 'Me too');
  const listed = await bot.MergeRequestNotes.all(platform, iid, {
    sort: 'asc',
    orderBy: 'created_at',
    perPage: 1,
  });
  const mr = await bot.MergeRequests.show(platform, iid);
  const stranger = world
    .as('alice')
    .MergeRequestNotes.edit(platform, iid, note.id, { body: 'Mine' });

  expect(edited).toMatchObject({
    id: note.id,
    body: 'Better words',
    system: false,
    author: { username: 'runway' },
  });
  expect(listed.map(({ body }) => body)).toEqual(['Better words', 'Me too']);
  expect(mr.user_notes_count).toBe(2);
  await expect(stranger).rejects.toThrow('403');
});

test('a note that is only a command closes the merge request and leaves no note', async () => {
  const iid = await propose(world, 'commands', { content: 'b\n' });
  const path = `/projects/acme%2Fplatform/merge_requests/${iid}/notes`;
  const response = await world.call('alice', path, json({ body: '/close' }));

  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({
    commands_changes: { state_event: 'close' },
    summary: ['Closed this merge request.'],
  });
  expect((await world.as('alice').MergeRequests.show(platform, iid)).state).toBe('closed');
});

test('a command between other words is executed and taken out, but not inside code', async () => {
  const iid = await propose(world, 'hidden', { content: 'c\n' });
  const bot = world.as('runway');
  const safe = await bot.MergeRequestNotes.create(platform, iid, '```\n/close\n```\n> /close\n');
  const open = await bot.MergeRequests.show(platform, iid);
  const struck = await bot.MergeRequestNotes.create(
    platform,
    iid,
    'The log said:\n/close\nand ended.',
  );

  expect(safe.body).toContain('/close');
  expect(open.state).toBe('opened');
  expect(struck.body).toBe('The log said:\nand ended.');
  expect((await bot.MergeRequests.show(platform, iid)).state).toBe('closed');
});

test('/merge needs the rights and the head that was seen', async () => {
  const iid = await propose(world, 'quick-merge', { content: 'd\n' });
  const path = `/projects/acme%2Fplatform/merge_requests/${iid}/notes`;
  const { sha } = await world.as('alice').MergeRequests.show(platform, iid);
  const say = async (user: string, more: object): Promise<unknown> =>
    (await world.call(user, path, json({ body: '/merge', ...more }))).json();

  expect(await say('mallory', { merge_request_diff_head_sha: sha })).toMatchObject({
    summary: ['Could not apply merge command.'],
  });
  expect(await say('alice', {})).toMatchObject({
    summary: ['The `/merge` quick action requires the SHA of the head of the branch.'],
  });
  expect((await world.as('alice').MergeRequests.show(platform, iid)).state).toBe('opened');
  expect(await say('alice', { merge_request_diff_head_sha: sha })).toMatchObject({
    summary: ['Merged this merge request.'],
  });
  expect((await world.as('alice').MergeRequests.show(platform, iid)).state).toBe('merged');
});

test('a thread on a line keeps its position', async () => {
  const iid = await propose(world, 'thread', { content: 'e\n' });
  const api = world.as('runway');
  const shown = await api.MergeRequests.show(platform, iid);
  const refs = shown.diff_refs as { base_sha: string; start_sha: string; head_sha: string };
  const made = await api.MergeRequestDiscussions.create(platform, iid, 'Look here', {
    position: {
      baseSha: refs.base_sha,
      startSha: refs.start_sha,
      headSha: refs.head_sha,
      positionType: 'text',
      oldPath: checkout,
      newPath: checkout,
      newLine: '1',
    },
  });
  const all = await api.MergeRequestDiscussions.all(platform, iid);

  expect(made.notes?.[0]).toMatchObject({
    type: 'DiffNote',
    position: { new_path: checkout, new_line: 1 },
  });
  expect(all.map(({ id }) => id)).toContain(made.id);
});

test('reactions on notes are kept once a user', async () => {
  const iid = await propose(world, 'react', { content: 'f\n' });
  const note = await world.as('alice').MergeRequestNotes.create(platform, iid, '/runway plan');
  const bot = world.as('runway');
  await bot.MergeRequestNoteAwardEmojis.award(platform, iid, note.id, 'eyes');
  const again = bot.MergeRequestNoteAwardEmojis.award(platform, iid, note.id, 'eyes');

  await expect(again).rejects.toThrow();
  const listed = await bot.MergeRequestNoteAwardEmojis.all(platform, iid, note.id);
  expect(listed.map(({ name, user }) => [name, user.username])).toEqual([['eyes', 'runway']]);
});
