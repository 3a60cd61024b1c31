import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createGitRepository } from '../../../src/adapters/git/repository.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import type { Log } from '../../../src/ports/log.ts';
import { type OriginWorld, repositoryContract } from '../../contracts/repository.ts';
import { type TestOrigin, createOriginForTests } from './origin.ts';
import { notedCalls } from '../../support/calls.ts';

const silent: Log = { info() {}, warn() {}, error() {}, with: () => silent };
const committer = { name: 'Runway', email: 'runway@acme.example' };

function open(origin: TestOrigin, url = origin.url) {
  return createGitRepository({
    dir: join(origin.folder, 'mirror.git'),
    url,
    requests: 'refs/merge-requests/*/head',
    credentials: async () => ({ username: 'runway', password: 'not-a-secret' }),
    committer,
    log: silent,
    calls: notedCalls(),
  });
}

function worldOf(origin: TestOrigin): OriginWorld {
  const bare = (...args: string[]) =>
    execFileSync('git', [`--git-dir=${origin.bare}`, ...args], { encoding: 'utf8', stdio: 'pipe' });
  return {
    git: (...args) => origin.git(...args),
    push: (branch, files, options) => origin.push(branch, files, options),
    tip(branch) {
      const found = bare('for-each-ref', '--format=%(objectname) %(refname)')
        .split('\n')
        .find((line) => line.endsWith(` refs/heads/${branch}`));
      return found === undefined ? null : (found.split(' ')[0] as Sha);
    },
    text: (branch, path) => bare('cat-file', 'blob', `refs/heads/${branch}:${path}`).trim(),
  };
}

async function started(files: Readonly<Record<string, string>> = { 'environments/a.yml': 'a\n' }) {
  const origin = createOriginForTests();
  origin.commit(files, 'Start');
  origin.git('push', '-q', 'origin', 'main');
  return origin;
}

repositoryContract('a bare mirror', async (start) => {
  const origin = await started(start);
  const { repository, branches, close } = await open(origin);
  return {
    origin: worldOf(origin),
    repository,
    branches,
    async close() {
      await close();
      origin.remove();
    },
  };
});

test('what a server refuses is told in its own words, and not tried again', async () => {
  const origin = await started();
  const hook = join(origin.bare, 'hooks', 'pre-receive');
  writeFileSync(
    hook,
    '#!/bin/sh\necho "GitLab: You are not allowed to push to protected branches."\nexit 1\n',
  );
  chmodSync(hook, 0o755);
  const { repository, branches, close } = await open(origin);
  await repository.fetch();
  const main = (await repository.head('main')) as Sha;

  const attempt = branches.commit({
    branch: 'main',
    parent: main,
    files: new Map([['environments/a.yml', 'b\n']]),
    message: 'Change',
    expected: main,
  });

  await expect(attempt).rejects.toMatchObject({
    code: 'RUNWAY_GIT_REJECTED',
    retry: 'never',
    message: expect.stringContaining('GitLab: You are not allowed to push to protected branches.'),
  });
  expect(await repository.head('main')).toBe(main);
  await close();
  origin.remove();
});

test('heads of merge requests are fetched, so that forks can be planned', async () => {
  const origin = await started();
  const fork = origin.commit({ 'environments/a.yml': 'fork\n' });
  origin.git('push', '-q', 'origin', `${fork}:refs/merge-requests/7/head`);
  const { repository, close } = await open(origin);
  await repository.fetch();
  const main = (await repository.head('main')) as Sha;

  expect((await repository.changes(main, fork)).map(({ path }) => path)).toEqual([
    'environments/a.yml',
  ]);
  await close();
  origin.remove();
});

test('a call during a fetch shares the next one, and so sees what came meanwhile', async () => {
  const origin = await started();
  const { repository, close } = await open(origin);
  const first = repository.fetch();
  await new Promise(setImmediate);
  const pushed = origin.push('main', { 'environments/a.yml': 'b\n' });
  await Promise.all([first, repository.fetch(), repository.fetch()]);

  expect(await repository.head('main')).toBe(pushed);
  await close();
  origin.remove();
});

test('an address that carries a password is refused, and not repeated', async () => {
  const origin = await started();
  const url = new URL('https://forge.acme.example/acme/platform.git');
  url.username = 'runway';
  url.password = 'not-a-secret';
  const attempt = open(origin, url.href);

  await expect(attempt).rejects.toMatchObject({ code: 'RUNWAY_SETTINGS_INVALID' });
  await expect(attempt).rejects.not.toThrow('not-a-secret');
  await expect(open(origin, 'ext::sh -c id')).rejects.toMatchObject({
    code: 'RUNWAY_SETTINGS_INVALID',
  });
  origin.remove();
});

test('credentials go out as a header and are left in no file', async () => {
  const origin = await started();
  const headers: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers.authorization);
    response.writeHead(403, { 'content-type': 'text/plain' }).end('No.');
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { repository, close } = await open(origin, `http://127.0.0.1:${port}/acme/platform.git`);

  await expect(repository.fetch()).rejects.toMatchObject({ code: 'RUNWAY_GIT_FAILED' });

  const basic = Buffer.from('runway:not-a-secret').toString('base64');
  expect(headers).toEqual([`Basic ${basic}`]);
  expect(readFileSync(join(origin.folder, 'mirror.git', 'config'), 'utf8')).not.toContain(basic);
  await close();
  server.close();
  origin.remove();
});

test('a mirror opened again goes on from where it was', async () => {
  const origin = await started();
  const before = await open(origin);
  await before.repository.fetch();
  await before.close();
  const { repository, close } = await open(origin);

  expect(await repository.head('main')).not.toBeNull();
  await close();
  origin.remove();
});

test('what is fetched comes in packs', async () => {
  const origin = await started();
  const { repository, close } = await open(origin);
  await repository.fetch();

  const objects = readdirSync(join(origin.folder, 'mirror.git', 'objects'));
  expect(objects.sort()).toEqual(['info', 'pack']);
  await close();
  origin.remove();
});

test('whether a branch could be pushed is found out without pushing one', async () => {
  const origin = createOriginForTests();
  try {
    const commit = origin.commit({ 'README.md': '# Platform\n' });
    origin.git('push', '-q', 'origin', 'main');
    const { repository, tryPush, close } = await open(origin);
    await repository.fetch();
    await tryPush(commit);
    expect(origin.git('ls-remote', 'origin', 'refs/heads/*').split('\n')).toHaveLength(1);
    rmSync(origin.bare, { recursive: true });
    await expect(tryPush(commit)).rejects.toMatchObject({ code: 'RUNWAY_GIT_FAILED' });
    await close();
  } finally {
    origin.remove();
  }
});
