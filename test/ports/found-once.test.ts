import { expect, test } from '@jest/globals';
import { foundOnce } from '../../src/ports/found-once.ts';

test('who asks at the same time or later shares what was found', async () => {
  let looks = 0;
  const find = foundOnce(async () => (looks += 1));
  expect(await Promise.all([find(), find()])).toEqual([1, 1]);
  expect(await find()).toBe(1);
});

test('a look that failed is not kept', async () => {
  let looks = 0;
  const find = foundOnce(async () => {
    looks += 1;
    if (looks === 1) throw new Error('it is dark');
    return looks;
  });
  await expect(find()).rejects.toThrow('it is dark');
  expect(await find()).toBe(2);
});
