import { expect } from '@jest/globals';
import { readTail } from '../../../src/plan/comment/tail.ts';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';

story(
  'what the runtime would refuse stands in the way before anybody merges',
  { serving: { [dev]: '1.0.0' } },
  async (world) => {
    world.runtime.refuse(['Quota exceeded for max instances in us-east1.']);
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    expect(world.comment(number)).toContain('Quota exceeded for max instances');
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'blocked' });

    world.runtime.refuse([]);
    await world.run('review', `${number}`);
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'clear' });
  },
);
