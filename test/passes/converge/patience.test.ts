// A converging that gets nowhere does not wear the runtime's quota out.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { minutes } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story(
  'what is accepted and does not come about is asked for ever more rarely',
  running,
  async (world) => {
    const runtime = world.outside.providers.find(({ kinds }) => kinds.includes('Service'));
    if (runtime === undefined) throw new Error('there is no runtime');
    let writes = 0;
    Object.assign(runtime, {
      apply: async () => {
        writes += 1;
      },
    });
    await world.push({ [path]: world.file(dev, '1.1.0') });
    await world.later(10_000);
    expect(writes).toBeGreaterThan(10);
    await world.later(minutes(10));
    expect(writes).toBeLessThan(200);
  },
);
