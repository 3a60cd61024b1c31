// What the owner of an account may do to the App and to a repository, and what the App sees of it.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readGitHubDocument, type GitHubDocument } from '../../support/github-document.ts';
import { platform, startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';
import { eventually } from '../eventually.ts';
import { cloned, type Clone } from './pushing.ts';
import { receiving } from './receiver.ts';

const at = `/repos/${platform}`;
let acme: AcmeGitHub;
let clone: Clone;
let document: GitHubDocument;

beforeAll(async () => {
  acme = await startAcmeGitHub();
  clone = await cloned(acme);
  document = readGitHubDocument();
});
beforeEach(() => void acme.github.installation.reinstall());
afterAll(async () => {
  await clone.remove();
  await acme.stop();
});

const look = (token: string): Promise<Answer> => acme.ask(token, 'GET', at);
const installation = (): Promise<Answer> => acme.ask(acme.jwt(), 'GET', `${at}/installation`);

test('a suspended App is refused with every token, and goes on with them afterwards', async () => {
  const token = await acme.installationToken();
  acme.github.installation.suspend();
  const refused = await look(token);
  expect([refused.status, refused.body.message]).toEqual([
    403,
    'This installation has been suspended',
  ]);
  const { status, body } = await installation();
  expect(Date.parse(body.suspended_at)).toBeGreaterThan(0);
  const exchange = { method: 'GET', path: `${at}/installation`, status };
  expect(document.check({ ...exchange, responseBody: body as unknown })).toEqual([]);
  const tokens = `/app/installations/${body.id}/access_tokens`;
  expect((await acme.ask(acme.jwt(), 'POST', tokens)).status).toBe(403);
  acme.github.installation.resume();
  expect((await look(token)).status).toBe(200);
});

test('a suspended App is told of nothing', async () => {
  const ear = await receiving();
  acme.github.setAppHook({ url: ear.url, secret: randomUUID() });
  acme.github.installation.suspend();
  await clone.push('unheard', { 'a.txt': '1\n' });
  acme.github.installation.resume();
  await clone.push('heard', { 'b.txt': '2\n' });
  await eventually(async () => ear.received.some(({ event }) => event === 'push'));
  expect(ear.received.filter(({ event }) => event === 'push').map(({ body }) => body.ref)).toEqual([
    'refs/heads/heard',
  ]);
  ear.close();
});

test('an App that is installed again has another installation, and the old tokens are gone', async () => {
  const token = await acme.installationToken();
  const { body: old } = await installation();
  acme.github.installation.uninstall();
  expect((await installation()).status).toBe(404);
  expect((await look(token)).status).toBe(401);
  const id = acme.github.installation.reinstall();
  expect(id).not.toBe(old.id);
  expect((await installation()).body.id).toBe(id);
  expect((await look(token)).status).toBe(401);
  expect((await look(await acme.installationToken())).status).toBe(200);
});

test('tokens end at once when all are revoked', async () => {
  const token = await acme.installationToken();
  acme.github.installation.revokeTokens();
  expect((await look(token)).status).toBe(401);
  expect((await look(await acme.installationToken())).status).toBe(200);
});

test('an archived repository is read, and not written, by nobody and by no door', async () => {
  const token = await acme.installationToken();
  acme.github.setArchived(platform, true);
  const { body } = await look(token);
  expect(body.archived).toBe(true);
  const ref = { ref: 'refs/heads/new', sha: await clone.git('rev-parse', 'origin/main') };
  for (const who of [token, 'olga']) {
    const refused = await acme.ask(who, 'POST', `${at}/git/refs`, ref);
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'Repository was archived so is read-only.',
    ]);
  }
  await expect(clone.git('push', 'origin', 'HEAD:refs/heads/new')).rejects.toThrow(/403|archived/);
  acme.github.setArchived(platform, false);
  expect((await acme.ask(token, 'POST', `${at}/git/refs`, ref)).status).toBe(201);
});
