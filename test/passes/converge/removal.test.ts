import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { hours, minutes } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
/** The grace time of dev is an hour. */
const running = { serving: { [dev]: '1.0.0' } } as const;

story(
  'parks a target whose file is removed, and keeps it for the grace time',
  running,
  async (world) => {
    const number = await world.open({ files: { [path]: null } });
    await world.settle();
    expect(world.comment(number)).toContain('merging parks dev/checkout');
    await world.merge(number);
    await world.settle();
    expect(await world.outcome(dev)).toMatchObject({ type: 'parked' });
    expect(await world.live(dev)).toMatchObject({
      version: '1.0.0',
      ingress: 'internal',
      minInstances: 0,
    });
    await world.later(minutes(55));
    expect(await world.live(dev)).not.toBeNull();
  },
);

story(
  'deletes a parked target after the grace time and asks for nothing more',
  running,
  async (world) => {
    const number = await world.open({ files: { [path]: null } });
    await world.merge(number);
    await world.settle();
    await world.later(minutes(61));
    expect(await world.live(dev)).toBeNull();
    expect(await world.outcome(dev)).toEqual({ type: 'removed' });
    const removals = world.runtime.requests.filter(({ verb }) => verb === 'remove').length;
    await world.later(hours(3));
    expect(world.runtime.requests.filter(({ verb }) => verb === 'remove')).toHaveLength(removals);
  },
);

story('opens a parked target again when its file comes back', running, async (world) => {
  await world.push({ [path]: null });
  await world.settle();
  await world.push({ [path]: world.file(dev, '1.0.0') });
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ ingress: 'all', marks: { parkedAt: null } });
  expect((await world.live(dev))?.revisions).toHaveLength(1);
  await world.later(hours(2));
  expect(await world.live(dev)).not.toBeNull();
});

story('starts anew when the file comes back after the deletion', running, async (world) => {
  await world.push({ [path]: null });
  await world.settle();
  await world.later(minutes(61));
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.1.0', ingress: 'all' });
});

story('a removal that nobody told of is found by the resync', running, async (world) => {
  world.loseEvents();
  await world.push({ [path]: null });
  await world.later(minutes(6));
  expect(await world.live(dev)).toMatchObject({ ingress: 'internal' });
});

story('the grace time goes on when the ledger is lost', running, async (world) => {
  await world.push({ [path]: null });
  await world.settle();
  world.forget();
  await world.later(minutes(61));
  expect(await world.live(dev)).toBeNull();
});
