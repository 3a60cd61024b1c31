import { expect, test } from '@jest/globals';
import {
  durationArgument,
  passArgument,
  targetArgument,
  versionArgument,
} from '../../src/cli/arguments.ts';

const cases = [
  {
    name: 'a target',
    take: targetArgument,
    good: ['production/checkout'],
    bad: ['checkout', '../x', 'a/b/c', ''],
  },
  {
    name: 'a version',
    take: versionArgument,
    good: ['1.4.2', 'v2_rc-1'],
    bad: ['', '9 9', '-1', 'a:b'],
  },
  {
    name: 'a pass',
    take: passArgument,
    good: ['review:12', 'watch:*'],
    bad: ['review', 'delete:1', 'review:'],
  },
  {
    name: 'a duration',
    take: durationArgument,
    good: ['5s', '10m', '2h', '7d', '0s'],
    bad: ['banana', '5', '1.5h', '-1s', ''],
  },
] as const;

test.each(cases)('takes $name and nothing else for one', ({ take, good, bad }) => {
  for (const text of good) expect(take(text)).toBe(text);
  for (const text of bad) expect(() => take(text)).toThrow();
});
