// The comment in one line.

import { expect, test } from '@jest/globals';
import { approvalStatus, planStatus } from '../../src/plan/status.ts';
import { planned, progress, review, situations, targetReview } from './comment/reviews.ts';

test.each([
  ['a new version', 'passed', 'Merging deploys checkout 1.4.2 to production.'],
  [
    'back to a revision that is ready',
    'pending',
    'Merging deploys checkout 1.4.1 to production. 1 thing stands in the way.',
  ],
  [
    'something foreign, in a draft',
    'failed',
    "Checkout cannot be deployed to production: something there is not Runway's. 2 things stand in the way.",
  ],
  [
    'mistakes in the files',
    'failed',
    '2 mistakes in the files. Nothing is planned until they are mended.',
  ],
  [
    'a conflict',
    'failed',
    'This branch conflicts with the target branch. Nothing is planned until it merges cleanly.',
  ],
  ['live progress', 'pending', 'Of 3 targets, 1 under way, 1 done and 1 superseded.'],
  ['it serves', 'passed', 'Checkout 1.4.2 serves in production.'],
  ['it failed', 'failed', 'Checkout 1.4.2 failed in production; 1.4.1 serves.'],
])('%s: %s', (story, state, summary) => {
  const condition = situations[story];
  if (condition === undefined) throw new Error(`no situation ${story}`);

  expect(planStatus(review(condition))).toEqual({ state, summary });
});

test('no summary is longer than forges take, or has more than one line', () => {
  const version = `${'9'.repeat(300)}\n\u202e`;
  const long = review(planned([targetReview({ after: { version, digest: '' } })]));

  expect(planStatus(long).summary.length).toBeLessThanOrEqual(140);
  expect(planStatus(long).summary).not.toMatch(/[\n\u202e]/);
});

test('many targets are summed up', () => {
  const all = review({
    state: 'merged',
    targets: [
      progress({ outcome: { type: 'removed' } }),
      progress({ outcome: { type: 'proven', revisions: {} } }),
    ],
  });

  expect(planStatus(all)).toEqual({ state: 'passed', summary: 'Both targets are done.' });
});

test('nothing asks for an approval yet', () => {
  expect(approvalStatus(review(planned([])))).toEqual({
    state: 'passed',
    summary: 'No approval needed.',
  });
});
