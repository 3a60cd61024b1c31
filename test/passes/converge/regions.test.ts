import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { hours, minutes, type World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const both = 'overrides:\n  regions: [us-east1, europe-west1]\n';
const running = { serving: { [dev]: '1.0.0' } } as const;

async function deploy(world: World, version: string, rest = ''): Promise<void> {
  await world.push({ [path]: world.file(dev, version, rest) });
  await world.settle();
}

story('serves in a region that is added', running, async (world) => {
  await deploy(world, '1.0.0', both);
  expect(await world.live(dev, 'europe-west1')).toMatchObject({ version: '1.0.0', ingress: 'all' });
  expect((await world.live(dev, 'us-east1'))?.revisions).toHaveLength(1);
});

story('moves no traffic anywhere when one region has no ready revision', running, async (world) => {
  await deploy(world, '1.0.0', both);
  world.runtime.failNextRevision('no capacity in this region');
  await deploy(world, '1.1.0', both);
  expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
  expect(await world.live(dev, 'us-east1')).toMatchObject({ version: '1.0.0' });
  expect(await world.live(dev, 'europe-west1')).toMatchObject({ version: '1.0.0' });
});

story(
  'parks a region that is left behind, and removes it after the grace time',
  running,
  async (world) => {
    await deploy(world, '1.0.0', both);
    await deploy(world, '1.0.0');
    expect(await world.live(dev, 'europe-west1')).toMatchObject({ ingress: 'internal' });
    expect(await world.live(dev, 'us-east1')).toMatchObject({ ingress: 'all' });
    await world.later(minutes(61));
    expect(await world.live(dev, 'europe-west1')).toBeNull();
    expect(await world.live(dev, 'us-east1')).toMatchObject({ version: '1.0.0', ingress: 'all' });
  },
);

story('does not prolong the grace time of a region with later releases', running, async (world) => {
  await deploy(world, '1.0.0', both);
  await deploy(world, '1.0.0');
  await world.later(minutes(40));
  await deploy(world, '1.1.0');
  await world.later(minutes(21));
  expect(await world.live(dev, 'europe-west1')).toBeNull();
  expect(await world.live(dev, 'us-east1')).toMatchObject({ version: '1.1.0' });
});

story('takes a region back within its grace time', running, async (world) => {
  await deploy(world, '1.0.0', both);
  await deploy(world, '1.0.0');
  await deploy(world, '1.1.0', both);
  expect(await world.live(dev, 'europe-west1')).toMatchObject({
    version: '1.1.0',
    ingress: 'all',
    marks: { parkedAt: null },
  });
  await world.later(hours(2));
  expect(await world.live(dev, 'europe-west1')).not.toBeNull();
});

story('moves from one region to another', running, async (world) => {
  await deploy(world, '1.0.0', 'overrides:\n  regions: [europe-west1]\n');
  expect(await world.live(dev, 'europe-west1')).toMatchObject({ version: '1.0.0', ingress: 'all' });
  expect(await world.live(dev, 'us-east1')).toMatchObject({ ingress: 'internal' });
});
