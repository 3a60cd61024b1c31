// What a target's round may take for the state of Git.

import { expect } from '@jest/globals';
import { createConverge } from '../../../src/passes/converge/converge.ts';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

story(
  'a round never acts on what was fetched before the request that it answers',
  running,
  async (world) => {
    const ages: (number | undefined)[] = [];
    const { repository } = world.outside;
    const converge = createConverge({
      ...world.outside,
      repository: {
        ...repository,
        fetch: async (maxAgeMs) => {
          ages.push(maxAgeMs);
          await repository.fetch();
        },
      },
    });
    const { signal } = new AbortController();
    const round = (askedMsAgo: number) =>
      converge(
        {
          pass: 'converge',
          key: dev,
          owner: 'a',
          fence: 1,
          failures: 0,
          abandoned: 0,
          waitedMs: 0,
          requestedAt: '',
          trace: null,
          askedMsAgo,
        },
        signal,
      );
    await world.push({ [path]: world.file(dev, '1.1.0') });
    await round(60_000);
    expect((await world.outside.ledger.latest(dev))?.outcome).toBeNull();
    await round(60_000);
    await round(40);
    await round(0);

    expect(ages).toEqual([0, 1_500, 40, 0]);
  },
);
