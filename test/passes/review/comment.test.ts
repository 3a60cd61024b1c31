import { expect } from '@jest/globals';
import { readTail } from '../../../src/plan/comment/tail.ts';
import { Failure } from '../../../src/ports/failure.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

async function propose(world: World, version = '1.1.0'): Promise<number> {
  const number = await world.open({ files: { [path]: world.file(dev, version) } });
  await world.settle();
  return number;
}

story('says what merging does, in one comment and one status', running, async (world) => {
  const number = await propose(world);
  expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to dev');
  expect(await world.status(number)).toBe('passed: Merging deploys checkout 1.1.0 to dev.');
  expect(world.notes(number)).toEqual([]);
});

story('sends nothing when there is nothing new to say', running, async (world) => {
  const number = await propose(world);
  const before = world.forge.people.writes();
  await world.run('review', `${number}`);
  expect(world.forge.people.writes()).toBe(before);
});

story('rewrites its comment for a new head', running, async (world) => {
  const number = await propose(world);
  await world.add(number, { [path]: world.file(dev, '1.2.0') });
  await world.settle();
  const { head } = await world.mergeRequest(number);
  expect(world.comment(number)).toContain('merging deploys checkout 1.2.0 to dev');
  expect(readTail(world.comment(number))).toMatchObject({ head, verdict: 'clear' });
});

story('plans the merge result and not the branch', running, async (world) => {
  const number = await world.open({
    files: {
      'inventory/checkout.yml': (world.read('main', 'inventory/checkout.yml') ?? '') + '# x\n',
    },
  });
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  await world.run('review', `${number}`);
  expect(world.comment(number)).toContain('merging changes nothing that runs');
});

story('plans nothing on a conflict, and names the files', running, async (world) => {
  const number = await propose(world, '1.1.0');
  await world.push({ [path]: world.file(dev, '1.2.0') });
  await world.settle();
  await world.run('review', `${number}`);
  expect(world.comment(number)).toContain('conflicts with the target branch');
  expect(world.comment(number)).toContain(path);
  expect(await world.status(number)).toMatch(/^failed: /);
});

story('lists every mistake with its line and plans nothing', running, async (world) => {
  const text = world.file(dev, '1.1.0', 'overrides:\n  scalability: { min_instance: 2 }\n');
  const number = await world.open({ files: { [path]: text } });
  await world.settle();
  expect(world.comment(number)).toContain('1 mistake in the files');
  expect(world.comment(number)).toContain('min_instances');
  expect(readTail(world.comment(number))?.verdict).toBe('invalid');
});

story(
  'says so when something could not be looked at, and plans once it can',
  running,
  async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    world.runtime.failNext('observe', unreachable());
    await expect(world.run('review', `${number}`)).rejects.toThrow('does not answer');
    expect(world.comment(number)).toContain('no plan yet');
    expect(await world.status(number)).toMatch(/^(?:failed|pending): /);
    await world.settle();
    expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to dev');
  },
);

story('says that a draft has to be marked as ready', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') }, draft: true });
  await world.settle();
  expect(await world.status(number)).toMatch(/^pending: .*1 thing stands in the way\.$/);
});

story('says that nothing was deployed when it is closed', running, async (world) => {
  const number = await propose(world);
  await world.close(number, 'alice');
  await world.settle();
  expect(world.comment(number)).toContain('closed without merging');
  await world.reopen(number);
  await world.settle();
  expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to dev');
});

story('says that something foreign is in the way before anybody merges', {}, async (world) => {
  world.runtime.foreign({ project: 'acme-runway-dev', region: 'us-east1', workload: 'checkout' });
  const number = await propose(world, '1.0.0');
  expect(world.comment(number)).toContain("something there is not Runway's");
  expect(await world.status(number)).toMatch(/^failed: /);
});

story('says nothing on merge requests into other branches', running, async (world) => {
  const number = world.forge.people.open({
    title: 'Elsewhere',
    source: 'main',
    author: 'alice',
    head: await world.push({ 'README.md': 'x\n' }),
  });
  const other = { ...(await world.mergeRequest(number)), target: 'stable' };
  const review = { ...world.outside.forge, mergeRequest: async () => other };
  const { createReview } = await import('../../../src/passes/review/review.ts');
  const lease = {
    pass: 'review',
    key: `${number}`,
    owner: '',
    fence: 1,
    failures: 0,
    abandoned: 0,
    askedMsAgo: 0,
    waitedMs: 0,
    trace: null,
    requestedAt: '',
  } as const;
  await createReview({ ...world.outside, forge: review })(lease, new AbortController().signal);
  expect(world.notes(number)).toEqual([]);
});

function unreachable(): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: 'Cloud Run does not answer.',
    hint: 'It is tried again.',
    retry: 'later',
  });
}

story(
  'mistakes are remarked at their lines, and the page of the check says what the comment says',
  { serving: { [dev]: '1.0.0' } },
  async (world) => {
    const broken = world.file(dev, '1.1.0').replace('image:', 'picture:');
    const number = await world.open({ files: { [path]: broken } });
    await world.settle();
    const { head } = await world.mergeRequest(number);
    const [plan] = world.forge.people.statuses(head);
    const line = broken.split('\n').findIndex((text) => text.includes('picture:')) + 1;
    expect(plan?.remarks).toContainEqual(
      expect.objectContaining({ path, line, severity: 'error' }),
    );
    expect(plan?.remarks.map(({ message }) => message).join('')).not.toContain('`');
    expect(plan?.details).toContain('`picture`');
    expect(plan?.details).not.toContain('<!--');
  },
);
