import { expect, test } from '@jest/globals';
import { laneOf } from '../../src/ports/lane.ts';

test('what works on the targets of one environment shares a lane, and nothing else is in it', () => {
  expect(laneOf({ pass: 'converge', key: 'production/checkout' })).toBe('production');
  expect(laneOf({ pass: 'promote', key: 'production/billing' })).toBe('production');
  expect(laneOf({ pass: 'converge', key: 'dev/checkout' })).toBe('dev');
  expect(laneOf({ pass: 'watch', key: 'production' })).toBe('watch');
  expect(laneOf({ pass: 'review', key: '7' })).toBe('review');
});

test('an environment called review does not share the lane of reviews', () => {
  expect(laneOf({ pass: 'converge', key: 'review/checkout' })).toBe('review/');
  expect(laneOf({ pass: 'promote', key: 'watch/checkout' })).toBe('watch/');
});
