// Deployments and environments as a client of the REST API sees them.

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

const deploy = (body: object): Promise<Answer> =>
  world.ask(app, 'POST', `${at}/deployments`, {
    ref: 'main',
    auto_merge: false,
    required_contexts: [],
    ...body,
  });
const say = (id: number, body: object): Promise<Answer> =>
  world.ask(app, 'POST', `${at}/deployments/${id}/statuses`, body);
const statesOf = async (id: number): Promise<string[]> =>
  (await world.ask('bob', 'GET', `${at}/deployments/${id}/statuses`)).body.map(
    ({ state }: { state: string }) => state,
  );

test('a deployment resolves its ref, tells how it goes, and makes its environment', async () => {
  const sha = await clone.git('rev-parse', 'origin/main');
  const { status, body } = await deploy({
    environment: 'dev/checkout',
    task: 'deploy:runway',
    description: 'Checkout 1.4.2',
    payload: { intent: 'abc' },
  });
  expect([status, body]).toEqual([
    201,
    expect.objectContaining({
      sha,
      ref: 'main',
      environment: 'dev/checkout',
      task: 'deploy:runway',
      payload: { intent: 'abc' },
      transient_environment: false,
      production_environment: false,
      creator: expect.objectContaining({ login: 'runway[bot]' }),
    }),
  ]);
  await say(body.id, { state: 'in_progress', log_url: 'https://example.com/log' });
  const done = await say(body.id, { state: 'success', environment_url: 'https://checkout.dev' });
  expect(done.body).toMatchObject({
    state: 'success',
    environment: 'dev/checkout',
    environment_url: 'https://checkout.dev',
    description: '',
  });
  expect(await statesOf(body.id)).toEqual(['success', 'in_progress']);
  const environments = await world.ask('bob', 'GET', `${at}/environments`);
  expect(environments.body).toMatchObject({
    total_count: 1,
    environments: [expect.objectContaining({ name: 'dev/checkout' })],
  });
  const one = `${at}/environments/${encodeURIComponent('dev/checkout')}`;
  expect((await world.ask('bob', 'GET', one)).body.name).toBe('dev/checkout');
  // The App does not ask for the right to read environments.
  expect((await world.ask(app, 'GET', one)).status).toBe(403);
});

test('a success puts earlier ones of its environment to rest, but not those in production', async () => {
  const live = async (environment: string, more = {}): Promise<number> => {
    const { body } = await deploy({ environment, ...more });
    await say(body.id, { state: 'success' });
    return body.id;
  };
  const first = await live('staging');
  const elsewhere = await live('other');
  await live('staging');
  expect((await statesOf(first))[0]).toBe('inactive');
  expect(await statesOf(elsewhere)).toEqual(['success']);
  const production = await live('production');
  await live('production');
  expect(await statesOf(production)).toEqual(['success']);
  const kept = await live('kept');
  const { body } = await deploy({ environment: 'kept' });
  await say(body.id, { state: 'success', auto_inactive: false });
  expect(await statesOf(kept)).toEqual(['success']);
});

test('lists are narrowed, newest first', async () => {
  const sha = await clone.push('narrow', { 'narrow.md': 'x\n' });
  const first = await deploy({ ref: 'narrow', environment: 'narrow' });
  const second = await deploy({ ref: sha, environment: 'narrow' });
  const ids = async (query: string): Promise<number[]> =>
    (await world.ask('bob', 'GET', `${at}/deployments?${query}`)).body.map(
      ({ id }: { id: number }) => id,
    );
  expect(await ids('environment=narrow')).toEqual([second.body.id, first.body.id]);
  expect(await ids('ref=narrow')).toEqual([first.body.id]);
  expect(await ids(`sha=${sha}`)).toEqual([second.body.id, first.body.id]);
  expect(await ids('task=other')).toEqual([]);
});

test('what has not passed is not deployed, unless nothing is asked for', async () => {
  const sha = await clone.push('checked', { 'checked.md': 'x\n' });
  await world.repo('bob', 'POST', `/statuses/${sha}`, { context: 'ci', state: 'failure' });
  const refused = await deploy({ ref: 'checked', required_contexts: undefined });
  expect([refused.status, refused.body]).toEqual([
    409,
    expect.objectContaining({
      message: 'Conflict: Commit status checks failed for checked.',
      errors: [
        {
          contexts: [{ context: 'ci', state: 'failure' }],
          resource: 'Deployment',
          field: 'required_contexts',
          code: 'invalid',
        },
      ],
    }),
  ]);
  expect((await deploy({ ref: 'checked' })).status).toBe(201);
});

test('a branch that is behind is merged first, and nothing is deployed yet', async () => {
  await clone.push('late', { 'late.md': 'x\n' }, 'origin/main~1');
  const merged = await deploy({ ref: 'late', auto_merge: true });
  expect([merged.status, merged.body]).toEqual([
    202,
    { message: 'Auto-merged main into late on deployment.' },
  ]);
  expect((await deploy({ ref: 'late', auto_merge: true })).status).toBe(201);
  expect((await deploy({ ref: 'nowhere' })).status).toBe(422);
});
