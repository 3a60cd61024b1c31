import { expect, test } from '@jest/globals';
import { inTurn } from '../../bench/measure/rounds.ts';
import { openLoop } from '../../bench/measure/open-loop.ts';
import { percentile, ratios, summarize } from '../../bench/measure/statistics.ts';

test('sums up by the middle and the ends, whatever the order', () => {
  expect(summarize([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5, count: 3 });
  expect(summarize([4, 1, 2, 10]).median).toBe(3);
});

test('takes the nearest rank for a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100]);
  expect(percentile([7], 0.99)).toBe(7);
});

test('never makes a figure of nothing, or of what is no number', () => {
  expect(() => summarize([])).toThrow('nothing was measured');
  expect(() => summarize([1, Number.NaN])).toThrow('no measurement');
  expect(() => percentile([Number.POSITIVE_INFINITY], 0.5)).toThrow('no measurement');
});

test('holds each round against the floor of the same round', () => {
  expect(ratios([10, 30], [5, 10])).toEqual([2, 3]);
  expect(() => ratios([10], [])).toThrow('cannot be held against');
  expect(() => ratios([10], [0])).toThrow('a floor of 0 is none');
});

test('runs the contestants in turn and leaves the warm-up out', async () => {
  const order: string[] = [];
  const runner = (name: string) => async () => order.push(name);
  const figures = await inTurn(
    { a: runner('a'), b: runner('b') },
    { most: 2, budgetMs: 60_000, warmUp: 1, progress: () => undefined },
  );
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect(figures).toEqual({ a: [3, 5], b: [4, 6] });
});

test('measures one round where there is no time for more', async () => {
  const figures = await inTurn(
    { a: async () => 1 },
    { most: 5, budgetMs: -1, warmUp: 0, progress: () => undefined },
  );
  expect(figures).toEqual({ a: [1] });
});

test('counts a stall for everything that was to be sent meanwhile', async () => {
  let stalled: Promise<void> | null = null;
  const latencies = await openLoop({
    perSecond: 1_000,
    count: 50,
    send: () => (stalled ??= new Promise((resolve) => setTimeout(resolve, 120))),
  });
  // A loop that waits for each answer would have seen one slow request and 49 fast ones.
  expect(latencies.filter((ms) => ms > 60)).toHaveLength(50);
  expect(latencies[0] ?? 0).toBeGreaterThan(latencies[49] ?? 0);
});

test('fails when one request fails', async () => {
  const send = (at: number) =>
    at === 3 ? Promise.reject(new Error('refused')) : Promise.resolve();
  await expect(openLoop({ perSecond: 1_000, count: 5, send })).rejects.toThrow('refused');
});
