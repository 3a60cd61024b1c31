// Environments and deployments: what GitLab takes, what it refuses, and what people see.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { acme, json, type Acme } from './acme-gitlab.ts';

const platform = '/projects/acme%2Fplatform';
let world: Acme;
let head: string;

beforeAll(async () => {
  world = await acme();
  const tip = await world.call('alice', `${platform}/repository/commits/main`);
  head = ((await tip.json()) as { id: string }).id;
});

afterAll(async () => {
  await world.end();
});

interface Told {
  readonly id: number;
  readonly status: string;
  readonly environment: { readonly id: number };
}

async function deploy(environment: string, given: object = {}): Promise<Response> {
  const body = { environment, sha: head, ref: 'main', tag: false, status: 'running', ...given };
  return world.call('alice', `${platform}/deployments`, json(body));
}

async function deployed(environment: string, given: object = {}): Promise<Told> {
  const answer = await deploy(environment, given);
  expect(answer.status).toBe(201);
  return (await answer.json()) as Told;
}

const move = (id: number, status: string): Promise<Response> =>
  world.call('alice', `${platform}/deployments/${id}`, json({ status }, 'PUT'));

test('a deployment goes on to any end, from one end to another, and never back', async () => {
  const { id } = await deployed('dev/moves');
  const answers: string[] = [];
  for (const status of ['running', 'failed', 'running', 'success', 'success', 'canceled']) {
    const answer = await move(id, status);
    answers.push(`${status} ${answer.status}`);
    if (answer.status === 400 && status === 'running') {
      const refusal = { message: { status: ['cannot transition via "run"'] } };
      expect(await answer.json()).toEqual(refusal);
    }
  }
  expect(answers).toEqual([
    'running 400',
    'failed 200',
    'running 400',
    'success 200',
    'success 400',
    'canceled 200',
  ]);
});

test('only what is there can be deployed', async () => {
  const refused = async (given: object): Promise<unknown> => {
    const answer = await deploy('dev/refused', given);
    expect(answer.status).toBe(400);
    return ((await answer.json()) as { message: unknown }).message;
  };
  expect(await refused({ ref: 'nowhere' })).toEqual({ ref: ['The branch or tag does not exist'] });
  expect(await refused({ sha: '0'.repeat(40) })).toEqual({ sha: ['The commit does not exist'] });
  expect(await refused({ environment: 'a'.repeat(300) })).toHaveProperty('name');
  expect(await refused({ environment: '/dev' })).toHaveProperty('name');
  expect((await world.call('mallory', `${platform}/deployments`, json({}))).status).toBe(403);
});

test('the success that stands already is not told twice', async () => {
  const first = await deployed('dev/twice', { status: 'success' });
  expect((await deployed('dev/twice', { status: 'success' })).id).toBe(first.id);
  expect((await deployed('dev/twice', { status: 'running' })).id).not.toBe(first.id);
});

test('a stopped environment is available again once something was deployed to it', async () => {
  const { id, environment } = await deployed('dev/stops');
  const at = `${platform}/environments/${environment.id}`;
  const state = async () =>
    ((await (await world.call('alice', at)).json()) as { state: string }).state;
  expect((await world.call('alice', `${at}/stop`, json({}))).status).toBe(200);
  expect(await state()).toBe('stopped');
  await move(id, 'failed');
  expect(await state()).toBe('stopped');
  await deployed('dev/stops', { status: 'success' });
  expect(await state()).toBe('available');
});

test.each([
  ['production/checkout', 'production'],
  ['production/internal', 'testing'],
  ['staging/devtools', 'development'],
  ['canary', 'other'],
])('GitLab guesses of %s that it is %s', async (name, tier) => {
  const made = await world.call('alice', `${platform}/environments`, json({ name }));
  expect(await made.json()).toMatchObject({ name, tier, state: 'available' });
});

test('what is deployed or under way cannot be deleted', async () => {
  const [done, going] = [
    await deployed('dev/kept', { status: 'success' }),
    await deployed('dev/kept'),
  ];
  const remove = async ({ id }: Told) =>
    (await world.call('olga', `${platform}/deployments/${id}`, { method: 'DELETE' })).status;
  expect([await remove(done), await remove(going)]).toEqual([400, 400]);
  await move(going.id, 'failed');
  expect(await remove(going)).toBe(204);
});

test('people see what runs where', async () => {
  const { environment } = await deployed('dev/seen', { status: 'success' });
  const page = async (path: string) =>
    (await fetch(`${world.gitlab.url}/acme/platform/-/environments${path}`)).text();
  expect(await page('')).toMatch(/Available[^]*dev\/seen[^]*success/);
  const own = await page(`/${environment.id}`);
  expect(own).toContain(head.slice(0, 8));
  expect(own).toContain('Alice Moreau');
  expect(await page('/999999')).toContain('There is no such environment.');
});
