// Names that nothing can have: on the default branch all the same, by a push past every check.

import { expect } from '@jest/globals';
import { Failure } from '../../../src/ports/failure.ts';
import { story } from '../../support/story.ts';
import { bareDeployment } from '../../support/world/documents.ts';

const dev = 'dev/checkout';
const running = { serving: { [dev]: '1.0.0' } } as const;

/** As Cloud Run answers a name that it cannot take. */
const invalid = new Failure({
  code: 'RUNWAY_RUNTIME_REFUSED',
  message: 'Cloud Run refused to look: invalid name.',
  hint: 'Change the name.',
  retry: 'never',
});

story('a file that cannot be a target is held and never looked for', running, async (world) => {
  for (const provider of world.outside.providers) {
    const before = { ...provider };
    Object.assign(provider, {
      observe: (...asked: Parameters<typeof before.observe>) =>
        asked[0].workload === null || asked[0].workload === 'checkout'
          ? before.observe(...asked)
          : Promise.reject(invalid),
    });
  }
  const odd = ['Übung', '-force', 'a'.repeat(80)];
  const files = odd.map((name) => [`environments/dev/${name}.yml`, bareDeployment(name, '1.0.0')]);
  await world.push(Object.fromEntries(files));
  await world.settle();
  for (const name of odd)
    expect(await world.outcome(`dev/${name}`)).toMatchObject({ type: 'held' });
  expect(await world.queue.list({ state: 'dead' })).toEqual([]);
});
