import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';

story(
  'an open plan on a target is made anew when another release has come to serve there',
  { serving: { [dev]: '1.0.0' } },
  async (world) => {
    const open = await world.open({ files: { [path]: world.file(dev, '1.2.0') } });
    await world.settle();
    expect(world.comment(open)).toContain('1.0.0 → 1.2.0');

    world.loseEvents();
    await world.push({ [path]: world.file(dev, '1.1.0') });
    await world.queue.request([{ pass: 'converge', key: dev }]);
    await world.settle();
    expect(world.comment(open)).not.toContain('1.0.0 → 1.2.0');
  },
);
