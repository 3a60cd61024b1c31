import { expect, test } from '@jest/globals';
import { choose } from '../../../../src/sandbox/cloud-run/front/route.ts';

const share = (revision: string, percent: number) => ({ revision, percent, tag: null });

test('every part of the range goes to the revision that owns it', () => {
  const served = [share('a', 90), share('tagged', 0), share('b', 10)];
  expect(choose(served, 0)).toBe('a');
  expect(choose(served, 0.899)).toBe('a');
  expect(choose(served, 0.9)).toBe('b');
  expect(choose(served, 0.999)).toBe('b');
});

test('nothing is chosen where nothing serves', () => {
  expect(choose([], 0.5)).toBeNull();
  expect(choose([share('tagged', 0)], 0.5)).toBeNull();
});
