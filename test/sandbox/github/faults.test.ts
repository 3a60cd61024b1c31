// GitHub told to fail, seen through git and plain requests.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Fault, StoredFault } from '../../../src/sandbox/faults/fault.ts';
import { createFaults } from '../../../src/sandbox/faults/faults.ts';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';
import { cloned, type Clone } from './pushing.ts';

const faults = createFaults();
const at = `/repos/${platform}`;
let world: AcmeGitHub;
let clone: Clone;

beforeAll(async () => {
  world = await startAcmeGitHub({ faults });
  clone = await cloned(world);
});

afterEach(() => faults.clear());

afterAll(async () => {
  await clone.remove();
  await world.stop();
});

function set(
  service: string,
  method: string,
  fault: Fault,
  where: Readonly<Record<string, string>> = {},
): StoredFault {
  return faults.add({ service, method, fault, times: 1, share: null, where });
}

const look = (who = 'alice', path = `${at}/pulls`): Promise<Answer> => world.ask(who, 'GET', path);

test('every route of the API is listed, and none of Git or the pages among them', () => {
  const [api] = faults.parts().filter(({ service }) => service === 'github');
  const names = api?.methods.map(({ name }) => name) ?? [];
  expect(names).toContain('GET /repos/:owner/:repo/pulls');
  expect(names).toContain('POST /repos/:owner/:repo/check-runs');
  expect(names).toContain('POST /graphql');
  expect(names.length).toBeGreaterThan(70);
  expect(names.filter((name) => /git-|\/-\//.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test('a status is answered as GitHub words it, and nothing is done', async () => {
  set('github', 'POST *check-runs', { status: 502 });
  const app = await world.installationToken();
  const sha = await clone.git('rev-parse', 'origin/main');
  const create = (): Promise<Answer> =>
    world.ask(app, 'POST', `${at}/check-runs`, { name: 'x', head_sha: sha });
  const broken = await create();
  expect([broken.status, broken.body.message]).toEqual([502, 'Server Error']);
  set('github', 'POST *check-runs', { status: 429, retryAfterMs: 1_500 });
  const busy = await create();
  expect([busy.status, busy.headers.get('retry-after'), busy.body.message]).toEqual([
    429,
    '2',
    expect.stringMatching(/secondary rate limit/),
  ]);
  set('github', 'POST *check-runs', { status: 403, retryAfterMs: 1_000 });
  const often = await create();
  expect([often.status, often.body.message]).toEqual([403, busy.body.message]);
  const runs = await world.ask(app, 'GET', `${at}/commits/main/check-runs`);
  expect(runs.body.total_count).toBe(0);
  expect((await create()).status).toBe(201);
});

test('it strikes what comes by the root as well, one project, one user', async () => {
  set('github', 'GET /repos/:owner/:repo/pulls', { status: 500 });
  expect((await look('alice', `${world.github.url}${at}/pulls`)).status).toBe(500);
  set('github', 'GET', { status: 500 }, { project: platform, user: 'runway[bot]' });
  expect((await look('alice')).status).toBe(200);
  expect((await look(await world.installationToken())).status).toBe(500);
  set('github', 'GET', { status: 500 }, { project: 'acme/other' });
  expect((await look()).status).toBe(200);
});

test('git and a page fail by themselves', async () => {
  set('git', 'fetch info/refs', { status: 503 });
  await expect(clone.git('fetch', 'origin')).rejects.toThrow(/503/);
  await clone.git('fetch', '--quiet', 'origin');
  set('web', 'GET /:group/:name', { status: 502 });
  expect((await fetch(`${world.github.url}/${platform}`)).status).toBe(502);
  expect((await look()).status).toBe(200);
});
