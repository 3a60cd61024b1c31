// What the sandbox GitHub asks for and answers about repositories is what GitHub publishes.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readGitHubDocument, type GitHubDocument } from '../../../support/github-document.ts';
import { type AcmeGitHub, platform, startAcmeGitHub } from '../acme-github.ts';

let acme: AcmeGitHub;
let document: GitHubDocument;

beforeAll(async () => {
  acme = await startAcmeGitHub();
  document = readGitHubDocument();
});
afterAll(() => acme.stop());

async function differences(
  who: string,
  method: string,
  path: string,
  requestBody?: object,
): Promise<readonly string[]> {
  const { status, body } = await acme.ask(who, method, path, requestBody);
  const sent = requestBody === undefined ? {} : { requestBody };
  const answered = body === '' ? {} : { responseBody: body as unknown };
  return document.check({ method, path, status, ...sent, ...answered });
}

const repo = `/repos/${platform}`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('the description itself finds what is wrong', () => {
  const wrong = { id: 'seven', surprise: 1 };
  const found = document.check({
    method: 'GET',
    path: `${repo}?unheard=1`,
    status: 200,
    responseBody: wrong,
  });
  expect(found).toEqual(
    expect.arrayContaining([
      "GET /repos/{owner}/{repo}: the query's unheard is unknown",
      'GET /repos/{owner}/{repo}, 200: /surprise is unknown',
      'GET /repos/{owner}/{repo}, 200: /id must be integer',
    ]),
  );
});

test('repositories, branches, objects and commits have the published shape', async () => {
  const { body: tip } = await acme.repo('alice', 'GET', '/git/ref/heads/main');
  const sha = String(tip.object.sha);
  const { body: entry } = await acme.repo('alice', 'GET', '/contents/README.md');
  const reads = [
    '',
    '/branches',
    '/branches/main',
    '/git/ref/heads/main',
    '/git/matching-refs/heads/ma',
    `/git/commits/${sha}`,
    '/git/trees/main?recursive=1',
    `/git/blobs/${entry.sha}`,
    '/contents/README.md',
    '/contents/docs?ref=main',
    '/commits?per_page=1',
    `/commits/${sha}`,
    `/compare/${sha}~1...main`,
    '/tags',
    '/forks',
    '/collaborators',
    '/collaborators/alice/permission',
    '/branches/nowhere',
    `/commits/${'1'.repeat(40)}`,
  ];
  for (const path of reads) expect(await differences('olga', 'GET', repo + path)).toEqual([]);
});

test('people have the published shape', async () => {
  expect(await differences('alice', 'GET', '/user')).toEqual([]);
  expect(await differences('alice', 'GET', '/users/bob')).toEqual([]);
});

test('what is written has the published shape', async () => {
  const { body: tip } = await acme.repo('alice', 'GET', '/git/ref/heads/main');
  const ref = { ref: 'refs/heads/shape', sha: tip.object.sha as string };
  const file = { message: 'Write', content: base64('x'), branch: 'shape' };
  expect(await differences('alice', 'POST', `${repo}/git/refs`, ref)).toEqual([]);
  expect(await differences('alice', 'PUT', `${repo}/contents/x.txt`, file)).toEqual([]);
  expect(await differences('mallory', 'POST', `${repo}/forks`, {})).toEqual([]);
  expect(await differences('alice', 'DELETE', `${repo}/git/refs/heads/shape`)).toEqual([]);
});

test('the App and its installation have the published shape', async () => {
  const jwt = acme.jwt();
  expect(await differences(jwt, 'GET', '/app')).toEqual([]);
  expect(await differences(jwt, 'GET', `${repo}/installation`)).toEqual([]);
  const { body } = await acme.ask(jwt, 'GET', `${repo}/installation`);
  const tokens = `/app/installations/${body.id}/access_tokens`;
  expect(await differences(jwt, 'POST', tokens, { repositories: ['platform'] })).toEqual([]);
  const token = await acme.installationToken();
  expect(await differences(token, 'GET', '/installation/repositories')).toEqual([]);
  expect(await differences(token, 'DELETE', '/installation/token')).toEqual([]);
});
