// Answers that real GitLabs gave, read by the adapter: every member that it reads is there, of the type that it expects.

import { expect } from '@jest/globals';
import {
  deploymentFrom,
  environmentFrom,
  filesIn,
  mergeRequestFrom,
  noteFrom,
  statusFrom,
} from '../../../src/adapters/gitlab/answers.ts';
import { recordOf, textIn } from '../../../src/adapters/forge/answer.ts';
import { publishedTest, readPublished } from '../../support/gitlab-document.ts';

const published = readPublished();
const held = publishedTest(published);
const real = (...names: readonly string[]): readonly unknown[] => {
  const found = published?.answers(names) ?? [];
  expect(found.length).toBeGreaterThan(0);
  return found;
};

const sha = expect.stringMatching(/^[0-9a-f]{40}$/);
const name = expect.stringMatching(/./);
const id = expect.any(Number);

held('merge requests, alone and in a list', () => {
  for (const answer of real('go-gitlab-get_merge_request', 'go-gitlab-get_merge_requests')) {
    expect(mergeRequestFrom(answer)).toMatchObject({
      number: id,
      title: name,
      author: name,
      source: name,
      target: name,
      head: name,
      state: expect.stringMatching(/^(open|merged|closed)$/),
      draft: expect.any(Boolean),
      url: expect.stringMatching(/^https?:/),
    });
  }
});

held('notes', () => {
  for (const answer of real('gitlab4j-note', 'gitlab4j-merge-request-note')) {
    expect(noteFrom(answer)).toEqual({ id, author: name, body: name });
  }
});

held('commit statuses', () => {
  for (const answer of real('gitlab4j-commit-status')) {
    expect(statusFrom(answer)).toMatchObject({ id, name, state: name });
  }
});

held('environments and deployments', () => {
  for (const answer of real('gitlab4j-environment')) {
    const state = expect.stringMatching(/^(available|stopped)$/);
    expect(environmentFrom(answer)).toEqual({ id, state, url: expect.stringMatching(/^https:/) });
  }
  // The kept answer of a deployment alone is from before GitLab told the status; this one is not.
  for (const answer of real('gitlab4j-environment last_deployment')) {
    expect(deploymentFrom(answer)).toEqual({ id, commit: sha, state: 'succeeded', by: 'root' });
  }
});

held('files, commits, comparisons, users and projects', () => {
  const paths = filesIn(real('gitlab4j-tree')).map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(0);
  expect(paths).not.toContain('');
  for (const commit of real('gitlab4j-commit', 'gitlab4j-compare-results commits')) {
    for (const key of ['id', 'title', 'author_name'])
      expect(textIn(recordOf(commit), key)).toEqual(name);
  }
  const [user] = real('gitlab4j-user');
  expect(textIn(recordOf(user), 'username')).toEqual(name);
  const [project] = real('gitlab4j-project');
  expect(textIn(recordOf(project), 'default_branch')).toEqual(name);
});
