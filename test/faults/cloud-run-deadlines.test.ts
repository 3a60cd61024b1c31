import { Metadata } from '@grpc/grpc-js';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { createCalls } from '../../src/adapters/calls/calls.ts';
import { createCloudRun } from '../../src/adapters/cloud-run/cloud-run.ts';
import type { Calls } from '../../src/ports/calls.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Scope } from '../../src/resources/scope.ts';
import { retryDetails } from '../../src/sandbox/faults/retry-details.ts';
import { failing, silentServer } from '../support/bad-server.ts';
import { notedCalls } from '../support/calls.ts';
import { type Answer, startRunServer } from '../support/run-server.ts';
import { until } from '../support/until.ts';

const quiet: Log = { info() {}, warn() {}, error() {}, with: () => quiet };
const signal = new AbortController().signal;
const unreachable = { code: 'RUNWAY_RUNTIME_UNREACHABLE', retry: 'later' };
const READ_MS = 600;
const later: (() => Promise<unknown> | void)[] = [];

// Reading the SDK takes longer than these deadlines, and is none of what they are about.
beforeAll(async () => {
  await Promise.all([import('@google-cloud/run'), import('google-auth-library')]);
}, 60_000);

afterEach(async () => {
  for (const undo of later.splice(0).reverse()) await undo();
});

interface Options {
  readonly calls: Calls;
  readonly ca?: string;
  readonly token?: () => Promise<string>;
}

function runtimeAt(endpoint: string, options: Options) {
  return createCloudRun({
    endpoint,
    token: async () => 'a-token',
    clock: { now: () => new Date(), sleep: async () => undefined },
    log: quiet,
    budget: { take: async () => 0 },
    deadlines: { readMs: READ_MS, writeMs: READ_MS },
    ...options,
  });
}

function scope(project: string): Scope {
  return {
    environment: 'dev',
    runtime: { kind: 'cloud-run', project, regions: ['us-east1'] },
    images: 'x',
    identity: null,
    vault: null,
    workload: 'checkout',
  };
}

async function serverWith(answers: Readonly<Record<string, Answer>>) {
  const server = await startRunServer(answers);
  later.push(() => server.stop());
  return server;
}

const notFound = { code: 5, details: 'not there' };

test.each([
  ['the server', async () => 'a-token'],
  ['the access token', () => new Promise<string>(() => undefined)],
])('where nothing comes from %s, the look is given up at the deadline', async (_, token) => {
  const server = await silentServer();
  const calls = notedCalls();
  const runtime = runtimeAt(server.host.replace('127.0.0.1', 'localhost'), { calls, token });
  const { ms, error } = await failing(() => runtime.observe(scope('acme'), [], signal));
  expect(error).toMatchObject(unreachable);
  expect(ms).toBeLessThan(READ_MS + 2_500);
  expect(calls.noted.map(({ code }) => code)).toEqual(['timeout']);
  await server.close();
});

test('a server that said nothing and went away is known to be gone', async () => {
  const server = await silentServer();
  const calls = notedCalls();
  const runtime = runtimeAt(server.host.replace('127.0.0.1', 'localhost'), { calls });
  await failing(() => runtime.observe(scope('acme'), [], signal));
  await server.close();
  // The SDK has no end of its own: it has seen that nobody is there any more.
  await until(
    async () => {
      await failing(() => runtime.observe(scope('acme'), [], signal));
      return calls.noted.at(-1)?.code;
    },
    (code) => code === 'UNAVAILABLE',
  );
});

test('a project that hangs holds up neither others on the same connection nor its own next looks', async () => {
  const server = await serverWith({
    GetService: ({ name }) => (name.startsWith('projects/sick/') ? null : notFound),
  });
  const calls = createCalls({ clock: { now: () => new Date() } });
  const runtime = runtimeAt(server.endpoint, { calls, ca: server.ca });
  expect(await runtime.observe(scope('well'), [], signal)).toEqual([]);
  const sick = Array.from({ length: 4 }, () =>
    failing(() => runtime.observe(scope('sick'), [], signal)),
  );
  const began = performance.now();
  for (let look = 0; look < 4; look += 1) await runtime.observe(scope('well'), [], signal);
  expect(performance.now() - began).toBeLessThan(READ_MS);
  for (const { error } of await Promise.all(sick)) expect(error).toMatchObject(unreachable);
  const before = server.counted.get('GetService');
  for (let look = 0; look < 30; look += 1) {
    const { ms, error } = await failing(() => runtime.observe(scope('sick'), [], signal));
    expect(error).toMatchObject(unreachable);
    expect(ms).toBeLessThan(READ_MS / 2);
  }
  expect(server.counted.get('GetService')).toBe(before);
});

test('the rest that Google asks for in one project is kept there, up to a bound, and nowhere else', async () => {
  const details = 'quota';
  const metadata = new Metadata();
  const week = { code: 8, details, retryAfterMs: 7 * 24 * 3_600_000 };
  metadata.set('grpc-status-details-bin', retryDetails(week));
  const server = await serverWith({
    GetService: ({ name }) =>
      name.startsWith('projects/busy/') ? { code: 8, details, metadata } : notFound,
  });
  let at = Date.now();
  const calls = createCalls({ clock: { now: () => new Date(at) } });
  const runtime = runtimeAt(server.endpoint, { calls, ca: server.ca });
  const look = (project: string) => runtime.observe(scope(project), [], signal);
  await expect(look('busy')).rejects.toMatchObject({ ...unreachable, retryAfterMs: 15 * 60_000 });
  await expect(look('busy')).rejects.toMatchObject(unreachable);
  expect(server.counted.get('GetService')).toBe(1);
  expect(await look('well')).toEqual([]);
  at += 15 * 60_000;
  await expect(look('busy')).rejects.toMatchObject(unreachable);
  expect(server.counted.get('GetService')).toBe(3);
});

test('a rate that is used up is left to recover, and lacking room for one service holds up no other', async () => {
  const rate =
    "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per region'";
  const server = await serverWith({
    GetService: ({ name }) => ({
      code: 8,
      details: name.startsWith('projects/rate/')
        ? rate
        : 'Max instances must be set to 200 or fewer.',
    }),
  });
  const calls = createCalls({ clock: { now: () => new Date() } });
  const runtime = runtimeAt(server.endpoint, { calls, ca: server.ca });
  const look = (project: string) => failing(() => runtime.observe(scope(project), [], signal));
  await look('rate');
  await look('rate');
  expect(server.counted.get('GetService')).toBe(1);
  await look('room');
  await look('room');
  expect(server.counted.get('GetService')).toBe(3);
});

test('a Cloud Run in trouble gets few repeats beside its requests', async () => {
  const unavailable = () => ({ code: 14, details: 'not now' });
  const server = await serverWith({ GetService: unavailable, ListServices: unavailable });
  const calls = createCalls({ clock: { now: () => new Date() } });
  const runtime = runtimeAt(server.endpoint, { calls, ca: server.ca });
  for (let look = 0; look < 40; look += 1) {
    const { error } = await failing(() => runtime.observe(scope('acme'), [], signal));
    expect(error).toMatchObject(unreachable);
  }
  const taken = [...server.counted.values()].reduce((sum, count) => sum + count, 0);
  expect(taken).toBeGreaterThan(50);
  expect(taken).toBeLessThan(70);
});
