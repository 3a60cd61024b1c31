// A repository that merges by a queue: what it would merge is checked there, and deployed once it is merged.

import { expect, test } from '@jest/globals';
import { propose, type Team, withTimeout } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

const FILE = 'environments/dev/storefront.yml';

/** https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset */
const RULES = {
  name: 'Queue',
  target: 'branch',
  enforcement: 'active',
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
  rules: [
    {
      type: 'merge_queue',
      parameters: {
        check_response_timeout_minutes: 60,
        grouping_strategy: 'ALLGREEN',
        max_entries_to_build: 5,
        max_entries_to_merge: 5,
        merge_method: 'MERGE',
        min_entries_to_merge: 1,
        min_entries_to_merge_wait_minutes: 0,
      },
    },
    {
      type: 'required_status_checks',
      parameters: {
        required_status_checks: [{ context: 'runway/plan' }, { context: 'runway/approval' }],
        strict_required_status_checks_policy: false,
      },
    },
  ],
};

/** https://docs.github.com/en/graphql/reference/mutations#enqueuepullrequest */
const ENQUEUE =
  'mutation($id: ID!) { enqueuePullRequest(input: { pullRequestId: $id }) { mergeQueueEntry { position } } }';

export function mergeQueue(team: () => Team): void {
  test('a queued pull request is checked on the queue, merged by it and deployed', async () => {
    const { alice, bob, calls, commentWith, judged, olga, rows, sandbox } = team();
    const repo = `/repos/${sandbox.forge.project}`;
    const made = await olga.ask<{ id: number }>('POST', `${repo}/rulesets`, RULES);
    expect(made.status).toBe(201);
    try {
      const first = await propose(alice, FILE, (text) => withTimeout(text, 51));
      // It stands in another file, so that both can wait at once.
      const second = await bob.propose({
        title: 'A word about the queue',
        files: { 'docs/queue.md': '# Queue\n' },
      });
      for (const { number } of [first, second]) {
        expect((await judged(number)).plan.status).toBe('success');
        const pull = await olga.ask<{ node_id: string }>('GET', `${repo}/pulls/${number}`);
        const asked = { query: ENQUEUE, variables: { id: pull.body.node_id } };
        const { body } = await olga.ask<{ errors?: unknown }>('POST', '/graphql', asked);
        expect(body.errors).toBeUndefined();
      }
      await commentWith(first.number, /serves in dev/);
      await commentWith(second.number, /Nothing that runs has changed/);
      await rows('dev/storefront', 'serving');
      expect((await alice.mergeRequest(second.number)).state).toBe('merged');
      expect(await calls(first.number)).toEqual([]);
      await eventually('the queue to be empty', async () => {
        const path = `${repo}/git/matching-refs/heads/gh-readonly-queue/`;
        return (await alice.ask<readonly unknown[]>('GET', path)).body.length === 0 ? true : null;
      });
    } finally {
      await olga.ask('DELETE', `${repo}/rulesets/${made.body.id}`);
    }
  }, 90_000);
}
