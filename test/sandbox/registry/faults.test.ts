// A registry told to fail, seen through plain requests.

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { runningRegistry, type TestRegistry } from './running.ts';

let registry: TestRegistry;
let token: string;

beforeAll(async () => {
  registry = await runningRegistry({ redirectBlobs: true });
  token = ((await (await login()).json()) as { token: string }).token;
});

afterEach(() => registry.faults.clear());
afterAll(() => registry.remove());

function login(): Promise<Response> {
  const basic = Buffer.from(`alice:${registry.password}`).toString('base64');
  const query = 'service=container_registry&scope=repository:acme/checkout:pull,push';
  return fetch(`${registry.url}/jwt/auth?${query}`, {
    headers: { authorization: `Basic ${basic}` },
  });
}

function ask(method: string, path: string, body?: string): Promise<Response> {
  const url = path.startsWith('http') ? path : `${registry.url}/v2/acme/checkout${path}`;
  const headers = { authorization: `Bearer ${token}` };
  return fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
}

const digestOf = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

async function upload(text: string): Promise<Response> {
  const begun = await ask('POST', '/blobs/uploads/');
  const place = new URL(begun.headers.get('location') ?? '', registry.url);
  place.searchParams.set('digest', digestOf(text));
  return ask('PUT', place.href, text);
}

test('tokens are refused by themselves', async () => {
  registry.fail('GET /jwt/auth', { status: 503 }, { times: 1 });
  const refused = await login();
  expect([refused.status, await refused.json()]).toEqual([
    503,
    { errors: [{ code: 'UNAVAILABLE', message: 'service unavailable' }] },
  ]);
  expect((await login()).status).toBe(200);
});

test('a blob whose answer was lost is there, one that was dropped is not', async () => {
  registry.fail('PUT *uploads/:id', { drop: true }, { times: 1 });
  await expect(upload('dropped')).rejects.toThrow('fetch failed');
  registry.fail('PUT *uploads/:id', { loseAnswer: true }, { times: 1 });
  await expect(upload('lost')).rejects.toThrow('fetch failed');
  expect((await ask('HEAD', `/blobs/${digestOf('dropped')}`)).status).toBe(404);
  expect((await ask('HEAD', `/blobs/${digestOf('lost')}`)).status).toBe(200);
});

test('the host that blobs are handed out from fails by itself', async () => {
  const text = 'handed out from elsewhere';
  expect((await upload(text)).status).toBe(201);
  registry.fail('GET /blob-host/:digest', { status: 500 }, { times: 1 });
  registry.fail('GET /blob-host/:digest', { cutAnswerAfter: 4 }, { times: 1 });
  registry.fail('GET /blob-host/:digest', { corrupt: true }, { times: 1 });
  const read = async () => {
    const answer = await ask('GET', `/blobs/${digestOf(text)}`);
    return answer.status === 200 ? answer.text() : answer.status;
  };
  expect(await read()).toBe(500);
  await expect(read()).rejects.toThrow('terminated');
  const wrong = await read();
  expect(wrong).toHaveLength(text.length);
  expect(wrong).not.toBe(text);
  expect(await read()).toBe(text);
});

test('a fault for one repository or path leaves the others alone', async () => {
  registry.fail('HEAD', { status: 500 }, { path: digestOf('first') });
  expect((await ask('HEAD', `/blobs/${digestOf('first')}`)).status).toBe(500);
  expect((await ask('HEAD', `/blobs/${digestOf('second')}`)).status).toBe(404);
});

test('a late answer is whole', async () => {
  const text = 'x'.repeat(3_000_000);
  expect((await upload(text)).status).toBe(201);
  registry.fail('GET /blob-host/:digest', { delayMs: 100 }, { times: 1 });
  const began = performance.now();
  expect(await (await ask('GET', `/blobs/${digestOf(text)}`)).text()).toBe(text);
  expect(performance.now() - began).toBeGreaterThan(90);
});
