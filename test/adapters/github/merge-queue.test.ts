// GitHub's merge queue: what it builds waits for the bot's word.

import { expect, test } from '@jest/globals';
import type { CommitStatus } from '../../../src/ports/forge.ts';
import { until } from '../../support/until.ts';
import { bot, makeBranch, person, start } from './sandbox.ts';

const plan: CommitStatus = {
  context: 'runway/plan',
  state: 'passed',
  summary: 'nothing to do',
  url: null,
  details: '',
  remarks: [],
};

test('what the queue built for a merge request is found, judged, and then merged', async () => {
  const started = await start({ mergeQueue: true });
  try {
    const { forge } = bot(started);
    const [alice, olga] = [person(started, 'alice'), person(started, 'olga')];
    const open = async (name: string) => {
      await makeBranch(alice, name);
      const asked = { head: name, base: 'main', title: name };
      return (await alice('POST', '/pulls', asked)) as { number: number; node_id: string };
    };
    const [pull, other] = [await open('queued'), await open('not-queued')];
    const mergeRequest = await forge.mergeRequest(pull.number);
    if (mergeRequest === null) throw new Error('it is open');
    const judge = async (commit: typeof mergeRequest.head): Promise<void> => {
      for (const context of ['runway/plan', 'runway/approval']) {
        await forge.status(commit, mergeRequest, { ...plan, context });
      }
    };
    await judge(mergeRequest.head);
    expect(await forge.candidates(pull.number)).toEqual([]);

    await olga('POST', `${started.github.url}/api/graphql`, {
      query: `mutation { enqueuePullRequest(input: { pullRequestId: "${pull.node_id}" }) { mergeQueueEntry { position } } }`,
    });
    const [candidate] = await until(
      () => forge.candidates(pull.number),
      ({ length }) => length === 1,
    );
    if (candidate === undefined) throw new Error('the queue builds one');
    expect(candidate).not.toBe(mergeRequest.head);
    expect(await forge.candidates(other.number)).toEqual([]);

    await judge(candidate);
    const merged = await until(
      () => forge.mergeRequest(pull.number),
      (now) => now?.state === 'merged',
    );
    expect(merged?.mergeCommit).toBe(candidate);
    expect((await forge.mergeRequestOf(candidate))?.number).toBe(pull.number);
    expect(await forge.candidates(pull.number)).toEqual([]);
  } finally {
    await started.stop();
  }
});
