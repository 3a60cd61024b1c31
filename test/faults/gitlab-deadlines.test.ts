import { afterEach, expect, test } from '@jest/globals';
import { createCalls } from '../../src/adapters/calls/calls.ts';
import { createPatientFetch } from '../../src/adapters/calls/patient-fetch.ts';
import { createGitLab } from '../../src/adapters/gitlab/gitlab.ts';
import type { Calls } from '../../src/ports/calls.ts';
import {
  answeringServer,
  type BadServer,
  deafServer,
  failing,
  head,
  silentServer,
  tricklingServer,
} from '../support/bad-server.ts';
import { notedCalls } from '../support/calls.ts';
import { recordingLog } from '../support/recording-log.ts';

const DEADLINE_MS = 300;
const open: BadServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

function forgeAt(server: BadServer, calls: Calls) {
  open.push(server);
  return createGitLab({
    url: `http://${server.host}`,
    project: 'acme/platform',
    token: () => 'a-token',
    bot: 'runway',
    fetch: createPatientFetch({
      log: recordingLog(),
      calls,
      deadlineMs: DEADLINE_MS,
      backOffMs: 5,
    }),
  }).forge;
}

const unreachable = { code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' };

test.each([
  ['takes no connection', deafServer],
  ['says nothing', silentServer],
  ['trickles its answer', () => tricklingServer(head())],
  ['trickles before its answer', () => tricklingServer('HTTP/1.1 200 OK\r\nx-head: ')],
])('a GitLab that %s is given up at the deadline', async (_, start) => {
  const server = await start();
  const forge = forgeAt(server, notedCalls());
  const { ms, error } = await failing(() => forge.mergeRequest(1));
  expect(error).toMatchObject(unreachable);
  expect(ms).toBeGreaterThan(DEADLINE_MS - 50);
  expect(ms).toBeLessThan(DEADLINE_MS + 1_500);
});

test('a write to a GitLab that says nothing is sent once and given up', async () => {
  const server = await silentServer();
  const calls = notedCalls();
  const forge = forgeAt(server, calls);
  const { error } = await failing(() => forge.close(1, 'No.'));
  expect(error).toMatchObject(unreachable);
  expect(calls.noted.map(({ host, code }) => [host, code])).toEqual([[server.host, 'timeout']]);
});

test('what one pass has waited for in vain, the next ones do not wait for', async () => {
  const server = await silentServer();
  const forge = forgeAt(server, createCalls({ clock: { now: () => new Date() } }));
  await failing(() => forge.mergeRequest(1));
  const before = server.taken();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => failing(() => forge.mergeRequest(2))),
  );
  for (const { ms, error } of answers) {
    expect(error).toMatchObject(unreachable);
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(3_000);
    expect(ms).toBeLessThan(DEADLINE_MS);
  }
  expect(server.taken()).toBe(before);
});

test('a GitLab that asks for rest is left alone by everybody until then', async () => {
  let at = Date.now();
  const server = await answeringServer(
    'HTTP/1.1 429 Too Many Requests\r\nretry-after: 600\r\ncontent-length: 0',
  );
  const forge = forgeAt(server, createCalls({ clock: { now: () => new Date(at) } }));
  await expect(forge.mergeRequest(1)).rejects.toMatchObject({ retryAfterMs: 600_000 });
  await expect(forge.mergeRequest(2)).rejects.toMatchObject(unreachable);
  await expect(forge.close(3, 'No.')).rejects.toMatchObject(unreachable);
  expect(server.taken()).toBe(1);
  at += 600_000;
  await expect(forge.mergeRequest(2)).rejects.toMatchObject(unreachable);
  expect(server.taken()).toBe(2);
});

test('a GitLab in trouble gets few repeats beside its requests', async () => {
  const server = await answeringServer('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0');
  const forge = forgeAt(server, createCalls({ clock: { now: () => new Date() } }));
  for (let index = 0; index < 50; index += 1) {
    await expect(forge.mergeRequest(1)).rejects.toMatchObject(unreachable);
  }
  expect(server.taken()).toBeGreaterThan(55);
  expect(server.taken()).toBeLessThan(80);
});
