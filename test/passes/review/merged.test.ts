import { expect } from '@jest/globals';
import { createReview } from '../../../src/passes/review/review.ts';
import { environmentFile, inventoryFile } from '../../support/world/documents.ts';
import { story } from '../../support/story.ts';
import { hours, minutes } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story(
  'a merge is told by what it changed, not by what others merged since its branch began',
  running,
  async (world) => {
    const first = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    const labelled = `${inventoryFile('checkout')}  labels: { department: payments }\n`;
    const second = await world.open({ files: { 'inventory/checkout.yml': labelled } });
    await world.settle();
    await world.merge(first);
    await world.settle();
    await world.merge(second);
    await world.settle();
    expect(world.comment(first)).toContain('| dev/checkout | 1.0.0 → 1.1.0 |');
    expect(world.comment(second)).toContain('| dev/checkout | 1.1.0 | **serving** |');
  },
);

story(
  'a merge that was not known when the look began is not called a plan without changes',
  running,
  async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    const planned = world.comment(number);
    const { outside } = world;
    const merging = {
      ...outside,
      repository: {
        ...outside.repository,
        fetch: async () => {
          await world.merge(number);
          await outside.repository.fetch();
        },
      },
    };
    const lease = { pass: 'review', key: `${number}`, owner: 'a', fence: 1, failures: 0 } as const;
    const { signal } = new AbortController();
    const { again } = await createReview(merging)(
      { ...lease, abandoned: 0, waitedMs: 0, askedMsAgo: 0, requestedAt: '', trace: null },
      signal,
    );
    expect(again).not.toBeNull();
    expect(world.comment(number)).toBe(planned);
  },
);

story(
  'a removal says that it is parked, and in the end that it is gone',
  {
    ...running,
    files: { 'environments/dev/environment.yml': environmentFile('dev', { grace: '1h' }) },
  },
  async (world) => {
    const number = await world.open({ files: { [path]: null } });
    await world.settle();
    await world.merge(number);
    await world.settle();
    expect(world.comment(number)).toContain('dev/checkout is parked');
    await world.later(hours(2));
    expect(world.comment(number)).toContain('dev/checkout is removed');
  },
);

story(
  'a merge that stands still is not asked about every few seconds for hours',
  running,
  async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    world.loseEvents();
    await world.merge(number);
    const waitMs = async () => {
      const { again } = await world.run('review', `${number}`);
      return (again?.getTime() ?? 0) - world.clock.now().getTime();
    };
    expect(await waitMs()).toBe(3_000);
    world.clock.moveTo(world.clock.now().getTime() + minutes(4));
    expect(await waitMs()).toBe(24_000);
    world.clock.moveTo(world.clock.now().getTime() + hours(4));
    expect(await waitMs()).toBe(60_000);
  },
);

story(
  'what is gone stays told as gone when all that was remembered is lost',
  {
    ...running,
    files: { 'environments/dev/environment.yml': environmentFile('dev', { grace: '10m' }) },
  },
  async (world) => {
    const number = await world.open({ files: { [path]: null } });
    await world.settle();
    await world.merge(number);
    await world.later(minutes(20));
    expect(world.comment(number)).toContain('dev/checkout is removed.');

    world.forget();
    await world.run('watch', '*');
    await world.settle();
    await world.run('review', `${number}`);
    expect(world.comment(number)).toContain('dev/checkout is removed.');
  },
);

story('what went again before it began has nothing to wait for', {}, async (world) => {
  const added = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  await world.merge(added);
  const removed = await world.open({ files: { [path]: null } });
  await world.merge(removed);
  await world.settle();
  expect(world.comment(removed)).toContain('dev/checkout is removed.');
  expect((await world.run('review', `${removed}`)).again).toBeNull();
});
