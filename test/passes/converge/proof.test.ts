// Nothing is called proven that does not serve.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

/** A person moves all traffic, past Runway. */
async function moveTraffic(world: World): Promise<void> {
  const other = (await world.live(dev))?.revisions.at(0)?.name ?? '';
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.asked = [{ revision: other, percent: 100, tag: null }];
  });
}

async function merge(world: World, version: string): Promise<number> {
  const number = await world.open({ files: { [path]: world.file(dev, version) } });
  await world.merge(number);
  await world.settle();
  return number;
}

story('marks alone prove nothing once the ledger is lost', running, async (world) => {
  const number = await merge(world, '1.1.0');
  await moveTraffic(world);
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0' });
  world.forget();
  await world.queue.request([{ pass: 'watch', key: '*' }]);
  await world.settle();
  await world.later(minutes(20));
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0' });
  expect(await world.outcome(dev)).toMatchObject({ type: 'held' });
  expect(world.comment(number)).not.toContain('1.1.0 serves');
  expect(await world.mergeRequestsFrom('runway/promote/staging/checkout')).toEqual([]);
});

story('what a person moved back is proven again', running, async (world) => {
  const number = await merge(world, '1.1.0');
  const serving = (await world.live(dev))?.serving ?? '';
  await moveTraffic(world);
  world.forget();
  await world.queue.request([{ pass: 'watch', key: '*' }]);
  await world.settle();
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.asked = [{ revision: serving, percent: 100, tag: null }];
  });
  await world.later(minutes(6));
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  expect(world.comment(number)).toContain('checkout 1.1.0 serves in dev');
});

story(
  'a release that was held and then went through is told as serving',
  running,
  async (world) => {
    const image = world.file(dev, '1.1.0');
    const tagless = { ...world.outside.registry };
    Object.assign(world.outside.registry, { describe: async () => null });
    const number = await world.open({ files: { [path]: image }, fork: true });
    await world.merge(number);
    await world.settle();
    expect(world.comment(number)).toContain('on hold');
    Object.assign(world.outside.registry, tagless);
    await world.later(minutes(6));
    expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
    expect(world.comment(number)).toContain('checkout 1.1.0 serves in dev');
  },
);
