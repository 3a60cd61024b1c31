// Check runs, suites and statuses as Apps and people see them.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';
import { cloned, type Clone } from './pushing.ts';

let world: AcmeGitHub;
let clone: Clone;
let app: string;

const at = `/repos/${platform}`;

beforeAll(async () => {
  world = await startAcmeGitHub();
  clone = await cloned(world);
  app = await world.installationToken();
});

afterAll(async () => {
  await clone.remove();
  await world.stop();
});

const pushed = (branch: string): Promise<string> => clone.push(branch, { [`${branch}.md`]: 'x\n' });
const create = (body: object, who = app): Promise<Answer> =>
  world.ask(who, 'POST', `${at}/check-runs`, body);
const runsOf = async (ref: string, query = ''): Promise<Answer['body']> =>
  (await world.ask(app, 'GET', `${at}/commits/${ref}/check-runs${query}`)).body;
const suiteOf = async (ref: string): Promise<Answer['body']> =>
  (await world.ask(app, 'GET', `${at}/commits/${ref}/check-suites`)).body.check_suites[0];

const note = {
  path: 'README.md',
  start_line: 1,
  end_line: 1,
  annotation_level: 'failure',
  message: 'Wrong',
};

test('a run begins, ends, and is found at its commit', async () => {
  const head_sha = await pushed('begun');
  const pull = { title: 'Begun', head: 'begun', base: 'main' };
  const { number } = (await world.repo('alice', 'POST', '/pulls', pull)).body;
  const made = await create({ name: 'runway/plan', head_sha, status: 'in_progress' });
  expect([made.status, made.body]).toEqual([
    201,
    expect.objectContaining({
      name: 'runway/plan',
      head_sha,
      status: 'in_progress',
      conclusion: null,
      completed_at: null,
      app: expect.objectContaining({ slug: 'runway' }),
      pull_requests: [expect.objectContaining({ number })],
    }),
  ]);
  expect(await suiteOf('begun')).toMatchObject({ status: 'in_progress', head_branch: 'begun' });
  const path = `${at}/check-runs/${made.body.id}`;
  const output = { title: 'Two changes', summary: 'All of it', annotations: [note] };
  const ended = await world.ask(app, 'PATCH', path, { conclusion: 'success', output });
  expect(ended.body).toMatchObject({
    status: 'completed',
    conclusion: 'success',
    output: { title: 'Two changes', summary: 'All of it', annotations_count: 1 },
  });
  expect(await suiteOf(head_sha)).toMatchObject({ status: 'completed', conclusion: 'success' });
  expect(await runsOf(head_sha)).toMatchObject({ total_count: 1 });
});

test('only an App writes runs, and everybody reads them', async () => {
  const head_sha = await pushed('people');
  const refused = await create({ name: 'mine', head_sha }, 'olga');
  expect([refused.status, refused.body.message]).toEqual([
    403,
    'You must authenticate via a GitHub App.',
  ]);
  const { body } = await create({ name: 'its', head_sha });
  expect((await world.ask('mallory', 'GET', `${at}/check-runs/${body.id}`)).status).toBe(200);
  expect((await world.ask('olga', 'PATCH', `${at}/check-runs/${body.id}`, {})).status).toBe(403);
});

test('what a run may not say is refused with all that is wrong', async () => {
  const head_sha = await pushed('wrong');
  const wrong = async (body: object): Promise<unknown> => {
    const { status, body: answer } = await create({ name: 'x', head_sha, ...body });
    return [status, answer.message];
  };
  const invalid = (...problems: readonly string[]): unknown => [
    422,
    `Invalid request.\n\n${problems.join('\n')}`,
  ];
  expect(await wrong({ status: 'completed' })).toEqual(invalid('"conclusion" wasn\'t supplied.'));
  expect(await wrong({ completed_at: '2026-01-01T00:00:00Z' })).toEqual(
    invalid('"conclusion" wasn\'t supplied.'),
  );
  expect(await wrong({ output: { title: 'Only' } })).toEqual(
    invalid('"summary" wasn\'t supplied.'),
  );
  const many = Array.from({ length: 51 }, () => note);
  expect(await wrong({ output: { title: 't', summary: 's', annotations: many } })).toEqual(
    invalid('No more than 50 items are allowed; 51 were supplied.'),
  );
  expect(await wrong({ output: { title: 't', summary: 'x'.repeat(65_536) } })).toEqual(
    invalid('Only 65535 characters are allowed; 65536 were supplied.'),
  );
  const action = { label: 'Plan again', description: 'Looks again', identifier: 'plan' };
  expect(await wrong({ actions: [action, action, action, action] })).toEqual(
    invalid('No more than 3 items are allowed; 4 were supplied.'),
  );
  expect(await wrong({ actions: [{ ...action, label: 'x'.repeat(21) }] })).toEqual(
    invalid('Only 20 characters are allowed; 21 were supplied.'),
  );
  expect(await create({ name: 'x', head_sha: 'f'.repeat(40) })).toMatchObject({
    status: 422,
    body: { message: `No commit found for SHA: ${'f'.repeat(40)}` },
  });
});

test('annotations become more with every request', async () => {
  const head_sha = await pushed('noted');
  const output = { title: 't', summary: 's', annotations: [note, note] };
  const { body } = await create({ name: 'x', head_sha, output });
  await world.ask(app, 'PATCH', `${at}/check-runs/${body.id}`, {
    output: { title: 't', summary: 's', annotations: [{ ...note, message: 'Third' }] },
  });
  const path = `${at}/check-runs/${body.id}/annotations`;
  const all = (await world.ask('bob', 'GET', path)).body;
  expect(all.map(({ message }: { message: string }) => message)).toEqual([
    'Wrong',
    'Wrong',
    'Third',
  ]);
  const page = await world.ask('bob', 'GET', `${path}?per_page=2`);
  expect([page.body.length, page.headers.get('link')]).toEqual([2, expect.stringMatching(/next/)]);
});

test('of runs with one name the newest counts, and all can be asked for', async () => {
  const head_sha = await pushed('newer');
  const first = await create({ name: 'x', head_sha, conclusion: 'failure' });
  const second = await create({ name: 'x', head_sha, conclusion: 'success' });
  await create({ name: 'y', head_sha, conclusion: 'success' });
  const ids = (answer: Answer['body']): number[] =>
    answer.check_runs.map(({ id }: { id: number }) => id);
  expect(ids(await runsOf(head_sha, '?check_name=x'))).toEqual([second.body.id]);
  expect(ids(await runsOf(head_sha, '?check_name=x&filter=all'))).toEqual([
    second.body.id,
    first.body.id,
  ]);
  expect(await runsOf(head_sha, '?app_id=1')).toMatchObject({ total_count: 0 });
  expect(await suiteOf(head_sha)).toMatchObject({ conclusion: 'success' });
});

test('what is asked for again resets the suite and leaves the run alone', async () => {
  const head_sha = await pushed('again');
  const { body: run } = await create({ name: 'x', head_sha, conclusion: 'failure' });
  const asked = await world.ask('alice', 'POST', `${at}/check-runs/${run.id}/rerequest`);
  expect(asked.status).toBe(201);
  expect(await suiteOf(head_sha)).toMatchObject({ status: 'queued', conclusion: null });
  const same = (await world.ask(app, 'GET', `${at}/check-runs/${run.id}`)).body;
  expect(same).toMatchObject({ status: 'completed', conclusion: 'failure' });
  await world.ask(app, 'PATCH', `${at}/check-runs/${run.id}`, { conclusion: 'success' });
  const suite = await suiteOf(head_sha);
  expect(suite).toMatchObject({ status: 'completed', conclusion: 'success' });
  await world.ask('alice', 'POST', `${at}/check-suites/${suite.id}/rerequest`);
  expect(await suiteOf(head_sha)).toMatchObject({ status: 'queued', conclusion: null });
});

test('statuses of people are combined, the newest of each context', async () => {
  const sha = await pushed('stated');
  const say = (context: string, state: string, more = {}): Promise<Answer> =>
    world.ask('bob', 'POST', `${at}/statuses/${sha}`, { context, state, ...more });
  const combined = async (): Promise<string> =>
    (await world.ask('bob', 'GET', `${at}/commits/stated/status`)).body.state;
  expect(await combined()).toBe('pending');
  expect((await say('ci', 'failure')).status).toBe(201);
  expect(await combined()).toBe('failure');
  await say('ci', 'success');
  expect(await combined()).toBe('success');
  await say('other', 'error');
  const { body } = await world.ask('bob', 'GET', `${at}/commits/${sha}/statuses`);
  expect(body.map(({ state }: { state: string }) => state)).toEqual([
    'error',
    'success',
    'failure',
  ]);
  expect((await say('ci', 'passed')).status).toBe(422);
  expect((await say('ci', 'success', { description: 'x'.repeat(141) })).status).toBe(422);
});
