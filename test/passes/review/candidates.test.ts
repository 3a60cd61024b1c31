// A merge queue builds commits of its own, and waits on each for what we say.

import { expect } from '@jest/globals';
import type { Outside } from '../../../src/passes/outside.ts';
import { createReview } from '../../../src/passes/review/review.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import { bareDeployment } from '../../support/world/documents.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

/** What the queue would make of the default branch, on a branch of its own. */
function queued(world: World, number: number, files: Readonly<Record<string, string>>): Sha {
  const { origin } = world;
  origin.git('fetch', '-q', 'origin', 'main');
  origin.git('checkout', '-q', '--detach', 'FETCH_HEAD');
  const sha = origin.commit(files);
  const branch = `gh-readonly-queue/main/pr-${number}-${sha}`;
  origin.git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
  world.forge.people.queue(number, [sha]);
  return sha;
}

async function reviewOf(outside: Outside, number: number): Promise<void> {
  const lease = { pass: 'review', key: String(number), owner: 'a', fence: 1, failures: 0 } as const;
  const rest = { abandoned: 0, waitedMs: 0, askedMsAgo: 0, requestedAt: '', trace: null };
  await createReview(outside)({ ...lease, ...rest }, new AbortController().signal);
}

function statuses(world: World, sha: Sha): Readonly<Record<string, string>> {
  return Object.fromEntries(
    world.forge.people.statuses(sha).map(({ context, state }) => [context, state]),
  );
}

story('each commit of the queue gets both statuses, and no comment', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  const before = world.forge.people.notes(number).length;
  const sha = queued(world, number, { [path]: world.file(dev, '1.1.0') });
  await world.run('review', String(number));
  expect(statuses(world, sha)).toEqual({ 'runway/plan': 'passed', 'runway/approval': 'passed' });
  expect(world.forge.people.notes(number)).toHaveLength(before);
});

story('what cannot go out fails there and leaves the queue', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  const sha = queued(world, number, { [path]: 'kind: Deployment\n' });
  await world.run('review', String(number));
  expect(statuses(world, sha)).toMatchObject({ 'runway/plan': 'failed' });
});

story(
  'nothing is pushed to the branch of the queue, nor left undecided',
  running,
  async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    const sha = queued(world, number, { [path]: bareDeployment('checkout', '1.1.0') });
    await world.run('review', String(number));
    expect(statuses(world, sha)).toMatchObject({ 'runway/plan': 'failed' });
    expect(world.origin.git('ls-remote', 'origin', 'refs/heads/gh-readonly-queue/*')).toMatch(
      new RegExp(`^${sha}\\s`),
    );
  },
);

story('what the queue builds while a review runs is found as well', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  const built: Sha[] = [];
  const forge = {
    ...world.outside.forge,
    async candidates() {
      const files = { [path]: world.file(dev, '1.1.0'), 'notes.md': 'Built just now.\n' };
      built.push(queued(world, number, files));
      return built;
    },
  };
  await reviewOf({ ...world.outside, forge }, number);
  expect(statuses(world, built[0] as Sha)).toMatchObject({ 'runway/plan': 'passed' });
});

story('a draft waits in the queue as it does elsewhere', running, async (world) => {
  const number = await world.open({
    files: { [path]: world.file(dev, '1.1.0') },
    draft: true,
  });
  await world.settle();
  const sha = queued(world, number, { [path]: world.file(dev, '1.1.0') });
  await world.run('review', String(number));
  expect(statuses(world, sha)).toMatchObject({ 'runway/plan': 'failed' });
});
