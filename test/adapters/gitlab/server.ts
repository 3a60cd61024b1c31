// Answers in GitLab's place, request by request.

import { randomUUID } from 'node:crypto';
import nock from 'nock';
import { createPatientFetch } from '../../../src/adapters/forge/patient-fetch.ts';
import type { PatientFetchOptions } from '../../../src/adapters/forge/patient-fetch.ts';
import { createGitLab } from '../../../src/adapters/gitlab/gitlab.ts';
import type { GitLabOptions } from '../../../src/adapters/gitlab/gitlab.ts';
import { notedCalls } from '../../support/calls.ts';
import { recordingLog } from '../../support/recording-log.ts';

export const host = 'https://gitlab.test';
export const project = '/api/v4/projects/acme%2Fplatform';
/** A new one in every run, so that none stands in a file. */
export const token = randomUUID();

export function connect(
  options: Partial<Omit<GitLabOptions, 'fetch'>> = {},
  patience: Partial<PatientFetchOptions> = {},
): ReturnType<typeof createGitLab> {
  return createGitLab({
    url: host,
    project: 'acme/platform',
    token: () => token,
    bot: 'runway',
    fetch: createPatientFetch({
      log: recordingLog(),
      calls: notedCalls(),
      backOffMs: 5,
      ...patience,
    }),
    ...options,
  });
}

export function scope(): nock.Scope {
  return nock(host, { reqheaders: { 'private-token': token } });
}

export function note(id: number, author: string, body: string): object {
  return { id, author: { username: author }, body, system: false };
}

export function mergeRequest(members: object = {}): object {
  return {
    iid: 7,
    title: 'Deliver checkout 1.4.2',
    description: 'What it brings',
    author: { username: 'alice' },
    source_branch: 'checkout-1.4.2',
    target_branch: 'main',
    source_project_id: 3,
    target_project_id: 3,
    sha: 'a'.repeat(40),
    state: 'opened',
    draft: false,
    merge_commit_sha: null,
    squash_commit_sha: null,
    closed_by: null,
    web_url: 'https://gitlab.test/acme/platform/-/merge_requests/7',
    updated_at: '2026-11-20T10:00:00.000Z',
    ...members,
  };
}
