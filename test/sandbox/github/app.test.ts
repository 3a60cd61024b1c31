// The App of the sandbox GitHub: how it proves who it is, and what its tokens open.

import { execFile } from 'node:child_process';
import { generateKeyPairSync, createSign } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AcmeGitHub, platform, startAcmeGitHub } from './acme-github.ts';

let acme: AcmeGitHub;
/** How far the sandbox's clock goes ahead, in milliseconds. */
let ahead = 0;

beforeAll(async () => {
  acme = await startAcmeGitHub({ now: () => new Date(Date.now() + ahead) });
});
afterAll(() => acme.stop());

test('the App is known by what it signs with its key', async () => {
  const { status, body } = await acme.ask(acme.jwt(), 'GET', '/app');
  expect([status, body.slug, body.permissions.contents]).toEqual([200, 'runway', 'write']);
});

test('a body is JSON even where curl calls it a form', async () => {
  const path = `/repos/${platform}/git/refs`;
  const main = (await acme.ask('alice', 'GET', `/repos/${platform}/git/ref/heads/main`)).body;
  const send = async (type: string, body: string): Promise<number> => {
    const headers = {
      'content-type': type,
      authorization: `Bearer ${acme.github.tokens['alice'] ?? ''}`,
    };
    return (await fetch(acme.github.api + path, { method: 'POST', headers, body })).status;
  };
  const wish = (name: string): string =>
    JSON.stringify({ ref: `refs/heads/${name}`, sha: main.object.sha });
  expect([
    await send('application/x-www-form-urlencoded', wish('curled')),
    await send('text/plain', wish('plain')),
    await send('application/x-www-form-urlencoded', 'ref=a'),
  ]).toEqual([201, 201, 400]);
});

test('a token of another key, an old one and one that lives too long are refused', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [head = '', claims = ''] = acme.jwt().split('.');
  const signature = createSign('sha256').update(`${head}.${claims}`).sign(privateKey, 'base64url');
  const seconds = Math.floor(Date.now() / 1000);
  const tokens = [
    `${head}.${claims}.${signature}`,
    acme.jwt({ exp: seconds - 1 }),
    acme.jwt({ exp: seconds + 3600 }),
    acme.jwt({ iss: 1 }),
    'nonsense',
  ];
  for (const token of tokens) {
    expect((await acme.ask(token, 'GET', '/app')).status).toBe(401);
  }
});

test('a token of the installation opens the repository, as the user of the App', async () => {
  const token = await acme.installationToken();
  expect((await acme.ask(token, 'GET', `/repos/${platform}`)).body.full_name).toBe(platform);
  const { body } = await acme.ask(token, 'GET', '/installation/repositories');
  expect(body.total_count).toBe(1);
  expect((await acme.ask(token, 'GET', '/user')).status).toBe(403);
});

test('more than the App may is not granted', async () => {
  await expect(acme.installationToken({ permissions: { administration: 'write' } })).resolves.toBe(
    undefined,
  );
});

test('a token ends after an hour, and at once when it is given back', async () => {
  const [old, given] = [await acme.installationToken(), await acme.installationToken()];
  expect((await acme.ask(given, 'DELETE', '/installation/token')).status).toBe(204);
  expect((await acme.ask(given, 'GET', `/repos/${platform}`)).status).toBe(401);
  ahead = 61 * 60_000;
  const { status, body } = await acme.ask(old, 'GET', `/repos/${platform}`);
  ahead = 0;
  expect([status, body.message]).toEqual([401, 'Bad credentials']);
});

test('Git takes the token of an installation, and not one without the right to contents', async () => {
  const lsRemote = async (token: string): Promise<string> => {
    const url = new URL(`/${platform}.git`, acme.github.url);
    url.username = 'x-access-token';
    url.password = token;
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
    return (await promisify(execFile)('git', ['ls-remote', url.href], { env })).stdout;
  };
  expect(await lsRemote(await acme.installationToken())).toContain('refs/heads/main');
  const less = await acme.installationToken({ permissions: { checks: 'read' } });
  await expect(lsRemote(less)).rejects.toThrow('Invalid username or token');
});

test('nobody sees nothing, and a stranger not even that it is there', async () => {
  expect((await acme.ask(null, 'GET', `/repos/${platform}`)).status).toBe(401);
  expect((await acme.ask('ghp_unknown', 'GET', `/repos/${platform}`)).status).toBe(401);
  expect((await acme.ask('bob', 'GET', '/repos/acme/nowhere')).status).toBe(404);
});

test('the API answers at the root too, as api.github.com does', async () => {
  const { status } = await acme.ask('alice', 'GET', `${acme.github.url}/repos/${platform}`);
  expect(status).toBe(200);
});
