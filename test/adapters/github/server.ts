// Answers in GitHub's place, request by request.

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import nock from 'nock';
import { createPatientFetch } from '../../../src/adapters/forge/patient-fetch.ts';
import type { PatientFetchOptions } from '../../../src/adapters/forge/patient-fetch.ts';
import { createGitHub } from '../../../src/adapters/github/github.ts';
import type { GitHub, GitHubOptions } from '../../../src/adapters/github/github.ts';
import { notedCalls } from '../../support/calls.ts';
import { recordingLog } from '../../support/recording-log.ts';

export const host = 'https://github.test';
export const api = '/api/v3';
export const project = `${api}/repos/acme/platform`;
/** New ones in every run, so that none stands in a file. */
export const token: string = randomUUID();
export const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
export const appId = 12;

/** The installation's number differs by project: Octokit shares tokens that are on their way by it. */
let installations = 100;

export function connect(
  options: Partial<Omit<GitHubOptions, 'fetch'>> = {},
  patience: Partial<PatientFetchOptions> = {},
): GitHub {
  const log = options.log ?? recordingLog();
  return createGitHub({
    url: host,
    project: 'acme/platform',
    app: { id: appId, privateKey: () => privateKey },
    pace: 'none',
    log,
    fetch: createPatientFetch({ log, calls: notedCalls(), backOffMs: 5, ...patience }),
    ...options,
  });
}

/** What GitHub answers to whoever signs as the App. */
export function asApp(): nock.Scope {
  return nock(host, { reqheaders: { authorization: /^bearer ey[\w-]+\.[\w-]+\.[\w-]+$/ } });
}

/** The App is installed on a project, and gets a token for it. */
export function installed(path = 'acme/platform', given = token): number {
  installations += 1;
  const id = installations;
  asApp().get(`${api}/repos/${path}/installation`).reply(200, { id });
  asApp().post(`${api}/app/installations/${id}/access_tokens`).reply(201, tokenAnswer(given));
  return id;
}

export function tokenAnswer(given: string): object {
  return {
    token: given,
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    permissions: { metadata: 'read' },
    repository_selection: 'selected',
  };
}

/** What GitHub answers to the installation. */
export function scope(given = token): nock.Scope {
  return nock(host, { reqheaders: { authorization: `token ${given}` } });
}

/** An App of the name `runway` asks who it is. */
export function itself(): void {
  asApp().get(`${api}/app`).reply(200, { id: appId, slug: 'runway' });
}

export function comment(id: number, login: string, body: string): object {
  return { id, user: { login, type: 'User' }, body };
}

export const repository = { id: 3, full_name: 'acme/platform', default_branch: 'main' };

export function pullRequest(members: object = {}): object {
  return {
    number: 7,
    title: 'Deliver checkout 1.4.2',
    body: 'What it brings',
    user: { login: 'alice' },
    head: { ref: 'checkout-1.4.2', sha: 'a'.repeat(40), repo: repository },
    base: { ref: 'main', sha: 'b'.repeat(40), repo: repository },
    state: 'open',
    draft: false,
    merged_at: null,
    merge_commit_sha: 'c'.repeat(40),
    html_url: 'https://github.test/acme/platform/pull/7',
    updated_at: '2026-11-20T10:00:00Z',
    ...members,
  };
}
