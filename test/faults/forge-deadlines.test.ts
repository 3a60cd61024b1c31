// A forge that is slow, silent or busy.

import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createCalls } from '../../src/adapters/calls/calls.ts';
import { createPatientFetch } from '../../src/adapters/forge/patient-fetch.ts';
import { createGitHub } from '../../src/adapters/github/github.ts';
import { createGitLab } from '../../src/adapters/gitlab/gitlab.ts';
import type { Calls } from '../../src/ports/calls.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { PatientFetch } from '../../src/adapters/forge/patient-request.ts';
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

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const project = 'acme/platform';

type Make = (url: string, fetch: PatientFetch) => { readonly forge: Forge };

const gitlab: Make = (url, fetch) =>
  createGitLab({ url, project, token: () => 'a-token', bot: 'runway', fetch });
const github: Make = (url, fetch) =>
  createGitHub({
    url,
    project,
    app: { id: 1, privateKey: () => pem },
    pace: 'none',
    fetch,
    log: recordingLog(),
  });

const unreachable = { code: 'RUNWAY_FORGE_UNREACHABLE', retry: 'later' };

describe.each([
  ['GitLab', gitlab],
  ['GitHub', github],
])('%s', (_name, make) => {
  function forgeAt(server: BadServer, calls: Calls): Forge {
    open.push(server);
    const log = recordingLog();
    const fetch = createPatientFetch({ log, calls, deadlineMs: DEADLINE_MS, backOffMs: 5 });
    return make(`http://${server.host}`, fetch).forge;
  }

  test.each([
    ['takes no connection', deafServer],
    ['says nothing', silentServer],
    ['trickles its answer', () => tricklingServer(head())],
    ['trickles before its answer', () => tricklingServer('HTTP/1.1 200 OK\r\nx-head: ')],
  ])('that %s is given up at the deadline', async (_, start) => {
    const server = await start();
    const forge = forgeAt(server, notedCalls());
    const { ms, error } = await failing(() => forge.mergeRequest(1));
    expect(error).toMatchObject(unreachable);
    expect(ms).toBeGreaterThan(DEADLINE_MS - 50);
    expect(ms).toBeLessThan(DEADLINE_MS + 1_500);
  });

  test('that says nothing to a write is asked once and given up', async () => {
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

  test('that asks for rest is left alone by everybody until then', async () => {
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

  test('in trouble gets few repeats beside its requests', async () => {
    const server = await answeringServer('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0');
    const forge = forgeAt(server, createCalls({ clock: { now: () => new Date() } }));
    for (let index = 0; index < 50; index += 1) {
      await expect(forge.mergeRequest(1)).rejects.toMatchObject(unreachable);
    }
    expect(server.taken()).toBeGreaterThan(55);
    expect(server.taken()).toBeLessThan(80);
  });
});
