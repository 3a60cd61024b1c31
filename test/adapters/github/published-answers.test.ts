// Answers that GitHub publishes as examples, read by the adapter: every member that it reads is there.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import {
  checkRunFrom,
  closerIn,
  deliveryFrom,
  deploymentFrom,
  entriesIn,
  intoDefaultBranch,
  mergeRequestFrom,
  noteFrom,
  reviewFrom,
} from '../../../src/adapters/github/answers.ts';
import { listOf, recordOf } from '../../../src/adapters/forge/answer.ts';

interface Published {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly examples: Readonly<Record<string, { readonly value: unknown }>> };
}

interface Operation {
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly examples?: Examples }>> }
    >
  >;
}

type Examples = Readonly<Record<string, { readonly value?: unknown; readonly $ref?: string }>>;

const file = createRequire(import.meta.url).resolve(
  '@octokit/openapi/generated/api.github.com.json',
);
const published = JSON.parse(readFileSync(file, 'utf8')) as Published;

/** What GitHub answers to `GET /app`, in all its examples. */
function answersTo(route: string): readonly unknown[] {
  const [method = '', path = ''] = route.split(' ');
  const { responses } = published.paths[path]?.[method.toLowerCase()] ?? { responses: {} };
  const found = ['200', '201'].flatMap((status) =>
    Object.values(responses[status]?.content?.['application/json']?.examples ?? {}),
  );
  expect(found.length).toBeGreaterThan(0);
  return found.map(({ value, $ref }) => value ?? exampleAt($ref));
}

function exampleAt(reference = ''): unknown {
  return published.components.examples[reference.replace('#/components/examples/', '')]?.value;
}

const repository = '/repos/{owner}/{repo}';
const sha = expect.stringMatching(/^[0-9a-f]{40}$/);
const name = expect.stringMatching(/./);
const id = expect.any(Number);

test('pull requests, alone, in a list and of a commit', () => {
  const answers = [
    ...answersTo(`GET ${repository}/pulls/{pull_number}`),
    ...answersTo(`GET ${repository}/pulls`).flatMap(listOf),
    ...answersTo(`GET ${repository}/commits/{commit_sha}/pulls`).flatMap(listOf),
    ...answersTo(`POST ${repository}/pulls`),
    ...answersTo(`PATCH ${repository}/pulls/{pull_number}`),
  ];
  for (const answer of answers) {
    expect(mergeRequestFrom(answer)).toMatchObject({
      number: id,
      title: name,
      author: name,
      source: name,
      target: name,
      head: sha,
      state: expect.stringMatching(/^(open|merged|closed)$/),
      url: expect.stringMatching(/^https:/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(typeof intoDefaultBranch(answer)).toBe('boolean');
  }
});

test('events and comments', () => {
  const events = answersTo(`GET ${repository}/issues/{issue_number}/events`).map(listOf);
  expect(events.map(closerIn).every((closer) => closer === null || closer !== '')).toBe(true);
  const comments = answersTo(`GET ${repository}/issues/{issue_number}/comments`).flatMap(listOf);
  for (const comment of comments) {
    expect(noteFrom(comment)).toEqual({ id, author: name, body: name });
  }
});

test('check runs, listed, made and added to', () => {
  const listed = answersTo(`GET ${repository}/commits/{ref}/check-runs`);
  const runs = [
    ...listed.flatMap((answer) => listOf(recordOf(answer)['check_runs'])),
    ...answersTo(`POST ${repository}/check-runs`),
    ...answersTo(`PATCH ${repository}/check-runs/{check_run_id}`),
  ];
  for (const run of runs) {
    expect(checkRunFrom(run)).toEqual({
      id,
      name,
      completed: expect.any(Boolean),
      externalId: expect.any(String),
      annotations: id,
      suite: id,
    });
  }
  for (const suite of answersTo(`GET ${repository}/check-suites/{check_suite_id}`)) {
    expect(recordOf(suite)['status']).toEqual(name);
  }
});

test('reviews, and what their authors may do', () => {
  const reviews = answersTo(`GET ${repository}/pulls/{pull_number}/reviews`).flatMap(listOf);
  for (const review of reviews) {
    expect(reviewFrom(review)).toEqual({ by: name, state: 'APPROVED', commit: sha });
  }
  const [permission] = answersTo(`GET ${repository}/collaborators/{username}/permission`);
  expect(recordOf(permission)['permission']).toBe('admin');
});

test('deployments and deliveries of webhooks', () => {
  for (const deployment of answersTo(`GET ${repository}/deployments`).flatMap(listOf)) {
    expect(deploymentFrom(deployment)).toEqual({ id, commit: sha, by: name });
  }
  const statuses = answersTo(`GET ${repository}/deployments/{deployment_id}/statuses`);
  expect(recordOf(statuses.flatMap(listOf)[0])['state']).toBe('success');
  for (const delivery of answersTo('GET /app/hook/deliveries').flatMap(listOf)) {
    expect(deliveryFrom(delivery)).toMatchObject({ id: name, guid: name, arrived: true, at: id });
  }
});

test('refs, trees, blobs and comparisons', () => {
  const refs = answersTo(`GET ${repository}/git/matching-refs/{ref}`).flatMap(listOf);
  expect(recordOf(refs[0])).toMatchObject({ ref: name, object: { sha } });
  for (const tree of answersTo(`GET ${repository}/git/trees/{tree_sha}`)) {
    expect(entriesIn(tree)[0]).toEqual({ path: name, type: name, mode: name, sha, bytes: id });
  }
  const [blob] = answersTo(`GET ${repository}/git/blobs/{file_sha}`);
  expect(blob).toMatchObject({ content: name, encoding: 'base64' });
  const [comparison] = answersTo(`GET ${repository}/compare/{basehead}`);
  expect(comparison).toMatchObject({
    total_commits: id,
    commits: [{ sha, commit: { message: name, author: { name } } }],
  });
});

test('the App, its installation and its token', () => {
  expect(answersTo('GET /app')[0]).toMatchObject({ slug: name });
  expect(answersTo(`GET ${repository}/installation`)[0]).toMatchObject({ id });
  const made = answersTo('POST /app/installations/{installation_id}/access_tokens');
  expect(made[0]).toMatchObject({ token: name, expires_at: name });
});
