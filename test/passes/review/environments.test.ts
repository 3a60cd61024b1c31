// Merge requests that take away the ground under what runs.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { environmentFile } from '../../support/world/documents.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const rules = 'environments/dev/environment.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story('an environment does not go together with its deployments', running, async (world) => {
  const number = await world.open({ files: { [rules]: null, [path]: null } });
  await world.settle();
  expect(await world.status(number)).toMatch(/^failed: /);
  expect(world.comment(number)).toContain('still has 1 deployment');
});

story('an environment may go once its deployments have gone', {}, async (world) => {
  const number = await world.open({
    files: {
      [rules]: null,
      'environments/staging/environment.yml': environmentFile('staging'),
      'inventory/checkout.yml': null,
    },
  });
  await world.settle();
  expect(await world.status(number)).toMatch(/^passed: /);
});

story('what a narrower environment leaves behind is told', running, async (world) => {
  const narrower = environmentFile('dev', { regions: ['europe-west1'] });
  const number = await world.open({ files: { [rules]: narrower } });
  await world.settle();
  expect(world.comment(number)).toContain('is left running in us-east1');
});
