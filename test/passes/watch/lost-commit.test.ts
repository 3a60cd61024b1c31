// The commit that was last compared may be gone: pushed over, and the mirror made anew.

import { expect } from '@jest/globals';
import type { Sha } from '../../../src/ports/forge.ts';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story('a resync without the commit to compare with looks at everything', running, async (world) => {
  world.loseEvents();
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.outside.ledger.setResynced('1'.repeat(40) as Sha);
  await world.run('watch', '*');
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
});
