// Merge requests that do not go into the branch that is deployed.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story('what was turned to another branch no longer promises a deploy', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to dev');
  world.forge.people.retarget(number, 'release');
  await world.run('review', String(number));
  expect(world.comment(number)).toContain('this goes into release and not into main');
  expect(world.comment(number)).not.toContain('merging deploys');
  expect(await world.status(number)).toBe(
    'passed: This goes into release and not into main. Merging it deploys nothing.',
  );
  world.forge.people.retarget(number, 'main');
  await world.run('review', String(number));
  expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to dev');
});

story('nothing is said where nothing was said before', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  world.forge.people.retarget(number, 'release');
  await world.settle();
  expect(world.forge.people.notes(number)).toEqual([]);
});
