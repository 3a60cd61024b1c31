// Merges that nothing ever converged to, because something newer was there first.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story(
  'a merge that is taken back before anything was done does not stay on its way',
  running,
  async (world) => {
    const first = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    await world.merge(first);
    const back = await world.open({ files: { [path]: world.file(dev, '1.0.0') } });
    await world.merge(back);
    await world.settle();
    expect(await world.live(dev)).toMatchObject({ version: '1.0.0' });
    expect(world.comment(first)).toContain(`see !${back}`);
    expect(await world.status(first)).toMatch(/^passed: /);
    expect(world.comment(back)).toContain('checkout 1.0.0 serves in dev');
  },
);

story('a direct push on top of a merge is not told as that merge', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  await world.merge(number);
  await world.push({ [path]: world.file(dev, '1.2.0') });
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.2.0' });
  expect(world.comment(number)).not.toContain('1.1.0 serves');
  expect(world.comment(number)).toContain('superseded by commit');
});

story('an old merge keeps its own end, however many came after', {}, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.0.0') } });
  await world.merge(number);
  await world.settle();
  expect(world.comment(number)).toContain('checkout 1.0.0 serves in dev');
  for (let count = 0; count < 11; count += 1) {
    for (const version of ['1.1.0', '1.2.0']) {
      await world.push({ [path]: world.file(dev, version) });
      await world.settle();
    }
  }
  await world.run('review', `${number}`);
  expect(world.comment(number)).toContain('checkout 1.0.0 serves in dev');
});
