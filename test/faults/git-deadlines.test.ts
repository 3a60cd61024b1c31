import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createGitRepository } from '../../src/adapters/git/repository.ts';
import type { Log } from '../../src/ports/log.ts';
import { createOriginForTests } from '../adapters/git/origin.ts';
import {
  type BadServer,
  deafServer,
  failing,
  silentServer,
  tricklingServer,
} from '../support/bad-server.ts';
import { notedCalls } from '../support/calls.ts';

const silent: Log = { info() {}, warn() {}, error() {}, with: () => silent };
const later: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const undo of later.splice(0).reverse()) await undo();
});

async function mirrorOf(server: BadServer) {
  later.push(() => server.close());
  const folder = await mkdtemp(join(tmpdir(), 'runway-deadline-'));
  later.push(() => rm(folder, { recursive: true, force: true }));
  const calls = notedCalls();
  const git = await createGitRepository({
    dir: join(folder, 'mirror.git'),
    url: `http://${server.host}/acme/platform.git`,
    requests: 'refs/merge-requests/*/head',
    credentials: async () => ({ username: 'runway', password: 'not-a-secret' }),
    committer: { name: 'Runway', email: 'runway@acme.example' },
    log: silent,
    calls,
    patience: { silentMs: 400, fetchMs: 800, pushMs: 800 },
  });
  later.push(() => git.close());
  return { ...git, calls, dir: join(folder, 'mirror.git') };
}

const refs = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-git-upload-pack-advertisement\r\n\r\n';

test.each([
  ['takes no connection', deafServer],
  ['says nothing', silentServer],
  ['trickles', () => tricklingServer(refs)],
])('a fetch from a host that %s is cut off, and the next one can begin', async (_, start) => {
  const server = await start();
  const { repository, calls } = await mirrorOf(server);
  const { ms, error } = await failing(() => repository.fetch());
  expect(error).toMatchObject({ code: 'RUNWAY_GIT_FAILED', retry: 'later' });
  expect(ms).toBeLessThan(3_000);
  const again = await failing(() => repository.fetch());
  expect(again.error).toMatchObject({ code: 'RUNWAY_GIT_FAILED' });
  expect(again.ms).toBeLessThan(3_000);
  expect(calls.noted.map(({ host, code }) => [host, code])).toEqual([
    [server.host, 'timeout'],
    [server.host, 'timeout'],
  ]);
});

test.each([
  ['takes no connection', deafServer],
  ['says nothing', silentServer],
  ['trickles', () => tricklingServer(refs.replace('upload', 'receive'))],
])('a push to a host that %s is cut off', async (_, start) => {
  const server = await start();
  const { branches, calls, dir } = await mirrorOf(server);
  const origin = createOriginForTests();
  later.push(() => origin.remove());
  const parent = origin.commit({ 'a.txt': 'a' });
  origin.git('push', '-q', dir, 'HEAD:refs/heads/main');
  const { ms, error } = await failing(() =>
    branches.commit({
      branch: 'runway/test',
      parent,
      expected: null,
      files: new Map([['b.txt', 'b']]),
      message: 'Change',
    }),
  );
  expect(error).toMatchObject({ code: 'RUNWAY_GIT_FAILED', retry: 'later' });
  expect(ms).toBeLessThan(3_500);
  expect(calls.noted.map(({ code }) => code)).toEqual(['timeout']);
});
