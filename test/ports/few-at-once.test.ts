import { expect, test } from '@jest/globals';
import { fewAtOnce } from '../../src/ports/few-at-once.ts';

test('many are asked for a few at a time, and answered in their order', async () => {
  const items = Array.from({ length: 20 }, (_, index) => index);
  let going = 0;
  let most = 0;
  const answers = await fewAtOnce(items, async (item) => {
    most = Math.max(most, (going += 1));
    await Promise.resolve();
    going -= 1;
    return item * 2;
  });
  expect(answers).toEqual(items.map((item) => item * 2));
  expect(most).toBe(8);
});

test('after a failure nothing more is begun', async () => {
  const begun: number[] = [];
  const asking = fewAtOnce([...Array(20).keys()], async (item) => {
    begun.push(item);
    if (item === 3) throw new Error('no third sheet');
  });
  await expect(asking).rejects.toThrow('no third sheet');
  expect(begun).toHaveLength(8);
});
