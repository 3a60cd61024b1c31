// Rulesets turn the merge queue on and off, in the shapes that GitHub publishes.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readGitHubDocument, type GitHubDocument } from '../../../support/github-document.ts';
import { type AcmeGitHub, type Answer, platform, startAcmeGitHub } from '../acme-github.ts';
import { cloned, type Clone } from '../pushing.ts';

let acme: AcmeGitHub;
let document: GitHubDocument;
let clone: Clone;

beforeAll(async () => {
  acme = await startAcmeGitHub();
  document = readGitHubDocument();
  clone = await cloned(acme);
});

afterAll(async () => {
  await clone.remove();
  await acme.stop();
});

const path = `/repos/${platform}/rulesets`;

/** Asks, and holds both sides against the description. */
async function checked(
  who: string,
  method: string,
  at: string,
  requestBody?: object,
): Promise<Answer> {
  const answer = await acme.ask(who, method, at, requestBody);
  const { status, body } = answer;
  const sent = requestBody === undefined ? {} : { requestBody };
  const answered = body === '' ? {} : { responseBody: body as unknown };
  expect(document.check({ method, path: at, status, ...sent, ...answered })).toEqual([]);
  return answer;
}

const conditions = { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } };

const queue = {
  name: 'Queue',
  target: 'branch',
  enforcement: 'active',
  conditions,
  rules: [
    {
      type: 'merge_queue',
      parameters: {
        check_response_timeout_minutes: 60,
        grouping_strategy: 'ALLGREEN',
        max_entries_to_build: 5,
        max_entries_to_merge: 5,
        merge_method: 'SQUASH',
        min_entries_to_merge: 1,
        min_entries_to_merge_wait_minutes: 0,
      },
    },
    {
      type: 'required_status_checks',
      parameters: {
        required_status_checks: [{ context: 'runway/plan' }],
        strict_required_status_checks_policy: false,
      },
    },
  ],
};

async function whyNot(number: number): Promise<string> {
  const { body } = await acme.ask('olga', 'PUT', `/repos/${platform}/pulls/${number}/merge`, {});
  return body.message;
}

test('a ruleset turns the queue on, keeps the checks, and takes both away', async () => {
  await clone.push('ruled', { 'ruled.md': 'x\n' });
  const pull = { title: 'Ruled', head: 'ruled', base: 'main' };
  const { number } = (await acme.repo('alice', 'POST', '/pulls', pull)).body;
  const { body: made, status } = await checked('olga', 'POST', path, queue);
  const queued = await whyNot(number);
  await checked('olga', 'PUT', `${path}/${made.id}`, { ...queue, rules: queue.rules.slice(1) });
  const unchecked = await whyNot(number);
  const listed = await checked('alice', 'GET', path);
  const shown = await checked('alice', 'GET', `${path}/${made.id}`);
  await checked('olga', 'DELETE', `${path}/${made.id}`);
  const merged = await acme.repo('olga', 'PUT', `/pulls/${number}/merge`, {});

  expect(status).toBe(201);
  expect(queued).toContain('Changes must be made through the merge queue');
  expect(unchecked).toContain('Required status check "runway/plan" is expected');
  expect(listed.body).toEqual([expect.objectContaining({ id: made.id, name: 'Queue' })]);
  expect(shown.body.rules).toHaveLength(1);
  expect(merged.body.merged).toBe(true);
});

test('only who administers may, and only for what this GitHub does', async () => {
  const alice = await acme.ask('alice', 'POST', path, queue);
  const other = { ...queue, rules: [{ type: 'required_signatures' }] };
  const elsewhere = { ...queue, conditions: { ref_name: { include: ['refs/heads/x'] } } };
  const answers = [alice, await acme.ask('olga', 'POST', path, other)];
  answers.push(await acme.ask('olga', 'POST', path, elsewhere));
  expect(answers.map(({ status }) => status)).toEqual([404, 422, 422]);
});
