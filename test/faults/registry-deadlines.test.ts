import { createHash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createCalls } from '../../src/adapters/calls/calls.ts';
import { createRegistryClient } from '../../src/adapters/registry/client.ts';
import { blobStream } from '../../src/adapters/registry/mirror/blob-stream.ts';
import type { Timing } from '../../src/adapters/registry/http/timing.ts';
import { createRegistry } from '../../src/adapters/registry/registry.ts';
import type { Calls } from '../../src/ports/calls.ts';
import type { Log } from '../../src/ports/log.ts';
import {
  answeringServer,
  type BadServer,
  failing,
  head,
  silentServer,
  tricklingServer,
} from '../support/bad-server.ts';
import { notedCalls } from '../support/calls.ts';
import { until } from '../support/until.ts';

const quiet: Log = { info() {}, warn() {}, error() {}, with: () => quiet };
const image = 'registry.acme.dev/acme/checkout';
const signal = new AbortController().signal;
const later: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const undo of later.splice(0)) await undo();
});

/** `leastBytes` of 1: a byte now and then is enough of a sign of life, so that only the whole deadline can end it. */
function clientAt(host: string, calls: Calls, timing: Partial<Timing> = {}) {
  return createRegistryClient({
    resolve: () => ({ url: `http://${host}` }),
    log: quiet,
    calls,
    timing: {
      quietMs: 500,
      leastBytes: 1,
      wholeMs: 500,
      patienceMs: 0,
      resumes: 1,
      pauseMs: 1,
      longestPauseMs: 2,
      ...timing,
    },
  });
}

async function started(start: () => Promise<BadServer>): Promise<BadServer> {
  const server = await start();
  later.push(() => server.close());
  return server;
}

const unreachable = { code: 'RUNWAY_REGISTRY_UNREACHABLE', retry: 'later' };

/** Answers that it wants no login, so that the next request is the one in question. */
async function openRegistry(respond: (path: string) => string | null): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/v2/') return void response.end('{}');
    const first = respond(path);
    if (first === null) return undefined;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
    response.write(first);
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
    return undefined;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  later.push(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['says nothing to the first question', async () => (await started(silentServer)).host],
  ['trickles its first answer', async () => (await started(() => tricklingServer(head()))).host],
  ['says nothing about a manifest', () => openRegistry(() => null)],
  ['trickles a manifest', () => openRegistry(() => '{')],
])('a registry that %s is given up at the deadline', async (_, host) => {
  const registry = createRegistry(clientAt(await host(), notedCalls()));
  const { ms, error } = await failing(() => registry.describe(image, '1.0.0', signal));
  expect(error).toMatchObject(unreachable);
  expect(ms).toBeLessThan(2_000);
});

test('a registry whose host for tokens says nothing is given up at the deadline', async () => {
  const tokens = await started(silentServer);
  const registry = await started(() =>
    answeringServer(
      `HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nwww-authenticate: Bearer realm="http://${tokens.host}/auth",service="x"`,
    ),
  );
  const calls = notedCalls();
  const { ms, error } = await failing(() =>
    createRegistry(clientAt(registry.host, calls)).describe(image, '1.0.0', signal),
  );
  expect(error).toMatchObject(unreachable);
  expect(ms).toBeLessThan(2_000);
  expect(calls.noted.map(({ host, code }) => [host, code])).toEqual([
    [registry.host, '401'],
    [tokens.host, 'timeout'],
  ]);
});

test('a blob that trickles is no download, and is given up', async () => {
  const host = await openRegistry(() => 'x');
  const client = clientAt(host, notedCalls(), { leastBytes: 1_000 });
  const digest = `sha256:${createHash('sha256').update('x').digest('hex')}` as const;
  const stream = blobStream({
    client,
    repository: client.locate(image),
    descriptor: { digest, size: 1_000_000, mediaType: 'x/y', platform: null, foreign: false },
    signal,
  });
  const { ms, error } = await failing(async () => {
    for await (const _ of stream);
  });
  expect(error).toMatchObject(unreachable);
  expect(ms).toBeLessThan(3_000);
});

test('what one pass has waited for in vain, the next ones do not wait for', async () => {
  const server = await started(silentServer);
  const client = clientAt(server.host, createCalls({ clock: { now: () => new Date() } }));
  const registry = createRegistry(client);
  await failing(() => registry.describe(image, '1.0.0', signal));
  const before = server.taken();
  const { ms, error } = await failing(() => registry.tags(image, signal));
  expect(error).toMatchObject(unreachable);
  expect(ms).toBeLessThan(250);
  expect(server.taken()).toBe(before);
});

test('a registry that asks for a second of patience gets it', async () => {
  const server = await started(() =>
    answeringServer('HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0'),
  );
  const timing = { attempts: 2, patienceMs: 60_000 };
  const registry = createRegistry(clientAt(server.host, notedCalls(), timing));
  const { ms, error } = await failing(() => registry.tags(image, signal));
  expect(error).toMatchObject({ ...unreachable, retryAfterMs: 1_000 });
  expect(ms).toBeGreaterThan(950);
});

test('a registry in trouble gets few repeats beside its requests', async () => {
  const server = await started(() =>
    answeringServer('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0'),
  );
  const calls = createCalls({ clock: { now: () => new Date() } });
  const registry = createRegistry(clientAt(server.host, calls, { patienceMs: 60_000 }));
  for (let look = 0; look < 30; look += 1) {
    await expect(registry.tags(image, signal)).rejects.toMatchObject(unreachable);
  }
  expect(server.taken()).toBeGreaterThan(40);
  expect(server.taken()).toBeLessThan(60);
});

test('many requests for one pass put no listeners on its signal', async () => {
  const asked: string[] = [];
  const host = await openRegistry((path) => {
    asked.push(path);
    return null;
  });
  const registry = createRegistry(clientAt(host, notedCalls()));
  const pass = new AbortController().signal;
  const looks = Array.from({ length: 30 }, () =>
    failing(() => registry.describe(image, '1.0.0', pass)),
  );
  await until(
    async () => asked.length,
    (arrived) => arrived === 30,
  );
  expect(getEventListeners(pass, 'abort')).toHaveLength(0);
  await Promise.all(looks);
});
