// The mutations of GraphQL that have no other door.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAcmeGitHub, type AcmeGitHub, type Answer } from './acme-github.ts';
import { cloned, type Clone } from './pushing.ts';

let world: AcmeGitHub;
let clone: Clone;
let pull: { number: number; node_id: string };

beforeAll(async () => {
  world = await startAcmeGitHub();
  clone = await cloned(world);
  await clone.push('sketch', { 'sketch.md': 'x\n' });
  const wish = { title: 'Sketch', head: 'sketch', base: 'main', draft: true };
  pull = (await world.repo('alice', 'POST', '/pulls', wish)).body;
});

afterAll(async () => {
  await clone.remove();
  await world.stop();
});

const run = (who: string, query: string, variables = {}): Promise<Answer> =>
  world.ask(who, 'POST', `${world.github.url}/api/graphql`, { query, variables });

const ready = `mutation Ready($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) {
    pullRequest { id number isDraft }
  }
}`;

test('a draft becomes ready and a draft again', async () => {
  const { status, body } = await run('alice', ready, { id: pull.node_id });
  const { node_id: id, number } = pull;
  expect([status, body]).toEqual([
    200,
    { data: { markPullRequestReadyForReview: { pullRequest: { id, number, isDraft: false } } } },
  ]);
  expect((await world.repo('bob', 'GET', `/pulls/${number}`)).body.draft).toBe(false);
  const back = await run(
    'alice',
    `mutation { done: convertPullRequestToDraft(input: {pullRequestId: "${id}"}) { pullRequest { isDraft __typename } } }`,
  );
  expect(back.body.data.done.pullRequest).toEqual({ isDraft: true, __typename: 'PullRequest' });
});

test('what it cannot do, it answers as GraphQL does', async () => {
  const refused = await run('mallory', ready, { id: pull.node_id });
  expect(refused.body).toMatchObject({
    data: { markPullRequestReadyForReview: null },
    errors: [{ type: 'FORBIDDEN' }],
  });
  const unknown = await run('alice', ready, { id: 'MDExOlB1bGxSZXF1ZXN0MQ==' });
  expect(unknown.body.errors).toEqual([expect.objectContaining({ type: 'NOT_FOUND' })]);
  const field = await run('alice', 'query { repository(owner: "acme") { id } }');
  expect(field.body.errors[0].message).toBe("Field 'repository' doesn't exist on type 'Query'");
  const broken = await run('alice', 'mutation {');
  expect([broken.status, broken.body.errors]).toEqual([200, [expect.anything()]]);
  expect((await run('nobody', ready)).status).toBe(401);
});
