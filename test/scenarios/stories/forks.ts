// A merge request from somebody who may not push: planned from its documents until a member has looked at it.

import { expect, test } from '@jest/globals';
import { type Team, withTimeout } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

const FROM_FILES = /only its files were looked at/;
const FILE = 'environments/dev/storefront.yml';

export function forks(team: () => Team): void {
  let number = 0;
  let project = '';
  const branch = 'shorter-timeout';

  const push = async (seconds: number): Promise<void> => {
    const { mallory } = team();
    const text = await mallory.file(FILE);
    await mallory.commit({
      project,
      branch,
      message: `Wait ${seconds} seconds`,
      files: { [FILE]: withTimeout(text, seconds) },
      start: number === 0,
    });
  };

  test('a fork is planned without looking, and the comment says who can clear it', async () => {
    const { mallory, commentWith } = team();
    project = await mallory.fork();
    await push(23);
    ({ number } = await mallory.open({ branch, from: project, title: 'Answer sooner' }));
    const comment = await commentWith(number, FROM_FILES);
    expect(comment).toContain('| dev/storefront |');
    expect(comment).toContain('Cleared by anybody who may push');
    const { head } = await mallory.mergeRequest(number);
    const plan = await eventually('the status of a fork', async () => {
      return (await mallory.statuses(head)).get('runway/plan') ?? null;
    });
    expect(plan.status).toBe('pending');
  }, 60_000);

  test('a member approves its head: the whole plan; another push takes that back', async () => {
    const { bob, commentWith, judged } = team();
    await bob.approve(number);
    expect(await commentWith(number, /nothing stands in the way/)).not.toMatch(FROM_FILES);
    expect((await judged(number)).plan.status).toBe('success');
    await push(24);
    await commentWith(number, FROM_FILES);
    await bob.close(number);
  }, 60_000);
}
