// Where traffic goes next.

import { expect, test } from '@jest/globals';
import type { TemplateHash } from '../../src/resources/kinds.ts';
import { nextShift } from '../../src/rollout/next-shift.ts';

const wanted = 'wantedaa' as TemplateHash;
const old = 'oldoldaa' as TemplateHash;
const older = 'olderaaa' as TemplateHash;
const live = { shares: [{ template: old, percent: 100 }] };
const strategy = 'expedited';

test.each(['absent', 'starting'] as const)('a revision that is %s gets no traffic', (candidate) => {
  expect(nextShift({ strategy, live, wanted, candidate }).type).toBe('hold');
});

test('expedited: all traffic at once to a revision that is ready', () => {
  expect(nextShift({ strategy, live, wanted, candidate: 'ready' })).toEqual({
    type: 'shift',
    shares: [{ template: wanted, percent: 100 }],
  });
});

test('it is done when the wanted template has all of it', () => {
  const all = { shares: [{ template: wanted, percent: 100 }] };

  expect(nextShift({ strategy, live: all, wanted, candidate: 'ready' })).toEqual({ type: 'done' });
});

test('after a failure all traffic goes to what had most of it', () => {
  const split = {
    shares: [
      { template: wanted, percent: 60 },
      { template: older, percent: 10 },
      { template: old, percent: 30 },
    ],
  };

  expect(nextShift({ strategy, live: split, wanted, candidate: 'failed' })).toMatchObject({
    type: 'roll back',
    shares: [{ template: old, percent: 100 }],
  });
});

test('a first revision that failed has nothing to go back to', () => {
  expect(nextShift({ strategy, live: null, wanted, candidate: 'failed' })).toMatchObject({
    type: 'roll back',
    shares: null,
  });
});
