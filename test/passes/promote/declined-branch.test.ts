import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { minutes } from '../../support/world.ts';

const dev = 'dev/checkout';
const staging = 'staging/checkout';
const receiving = 'environments/staging/checkout.yml';
const branch = 'runway/promote/staging/checkout';

story(
  'what a person pushed to an offer that was declined does not stand in the way of the next one',
  { serving: { [dev]: '1.1.0', [staging]: '1.0.0' } },
  async (world) => {
    await world.later(minutes(11));
    const [offer] = await world.mergeRequestsFrom(branch);
    const number = offer?.number ?? 0;
    const mine = `${world.read(branch, receiving)}overrides: { scalability: { min_instances: 3 } }\n`;
    await world.add(number, { [receiving]: mine });
    await world.close(number, 'alice');
    await world.settle();

    await world.push({ ['environments/dev/checkout.yml']: world.file(dev, '1.2.0') });
    await world.settle();
    await world.later(minutes(11));
    const open = (await world.mergeRequestsFrom(branch)).filter(({ state }) => state === 'open');
    expect(open).toMatchObject([{ title: 'Promote checkout 1.2.0 to staging' }]);
    expect(world.read(branch, receiving)).toBe(world.file(staging, '1.2.0'));
  },
);
