// A run that has lost its key to another says nothing more.

import { expect } from '@jest/globals';
import { Failure } from '../../../src/ports/failure.ts';
import { createReview } from '../../../src/passes/review/review.ts';
import { story } from '../../support/story.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

const taken = new Failure({
  code: 'RUNWAY_LEASE_LOST',
  message: 'Another worker has taken over.',
  hint: 'Nothing to do.',
  retry: 'later',
});

for (const moment of ['while it looks', 'before it says anything'] as const) {
  story(`a review that is overtaken ${moment} leaves the comment alone`, running, async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    const said = world.comment(number);
    await world.add(number, { [path]: world.file(dev, '1.2.0') });
    const lost = new AbortController();
    const overtaken = {
      ...world.outside,
      repository: {
        ...world.outside.repository,
        mergeResult: async (...args: Parameters<typeof world.outside.repository.mergeResult>) => {
          lost.abort(taken);
          if (moment === 'while it looks') throw taken;
          return world.outside.repository.mergeResult(...args);
        },
      },
      providers: world.outside.providers.map((provider) => ({
        ...provider,
        observe: (...[scope, wanted]: Parameters<typeof provider.observe>) =>
          provider.observe(scope, wanted, new AbortController().signal),
      })),
    };
    const lease = { pass: 'review', key: `${number}`, owner: 'a', fence: 1, failures: 0 } as const;
    const run = createReview(overtaken)(
      { ...lease, abandoned: 0, waitedMs: 0, askedMsAgo: 0, requestedAt: '', trace: null },
      lost.signal,
    );
    await expect(run).rejects.toBe(taken);
    expect(world.comment(number)).toBe(said);
  });
}
