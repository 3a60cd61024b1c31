import { expect, test } from '@jest/globals';
import { createListing } from '../../../src/adapters/cloud-run/listing.ts';

const at = { project: 'acme', region: 'us-east1' };

function counted() {
  let calls = 0;
  let now = 0;
  let broken = false;
  const listing = createListing(
    async () => {
      calls += 1;
      if (broken) throw new Error('no');
      return [{ name: String(calls) }];
    },
    { now: () => new Date(now), sleep: async () => undefined },
  );
  return {
    listing,
    calls: () => calls,
    pass: (ms: number) => {
      now += ms;
    },
    breaks: (is: boolean) => {
      broken = is;
    },
  };
}

test('everybody who looks within a moment shares one listing', async () => {
  const { listing, calls, pass } = counted();
  const [first, second] = await Promise.all([listing.recent(at), listing.recent(at)]);
  pass(1999);
  expect(await listing.recent(at)).toBe(first);
  expect(second).toBe(first);
  expect(calls()).toBe(1);
  pass(1);
  await listing.recent(at);
  expect(calls()).toBe(2);
});

test('regions are listed apart', async () => {
  const { listing, calls } = counted();
  await Promise.all([listing.recent(at), listing.recent({ ...at, region: 'europe-west1' })]);
  expect(calls()).toBe(2);
});

test('after a write nobody is shown what was listed before', async () => {
  const { listing, calls } = counted();
  const before = listing.recent(at);
  listing.forget(at);
  const after = await listing.recent(at);
  expect(after).not.toBe(await before);
  expect(await listing.recent(at)).toBe(after);
  expect(calls()).toBe(2);
});

test('a listing that failed is not kept', async () => {
  const { listing, breaks } = counted();
  breaks(true);
  await expect(listing.recent(at)).rejects.toThrow('no');
  breaks(false);
  expect(await listing.recent(at)).toHaveLength(1);
});

test('whoever must not see the past shares the listing that begins after them', async () => {
  const begun: (() => void)[] = [];
  const listing = createListing(
    () =>
      new Promise((answer) => {
        const number = begun.length;
        begun.push(() => answer([{ name: String(number) }]));
      }),
    { now: () => new Date(0), sleep: async () => undefined },
  );
  const first = listing.fresh(at);
  const others = [listing.fresh(at), listing.fresh(at)];
  expect(begun).toHaveLength(1);
  begun[0]?.();
  expect(await first).toEqual([{ name: '0' }]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toHaveLength(2);
  begun[1]?.();
  for (const other of await Promise.all(others)) expect(other).toEqual([{ name: '1' }]);
  expect(await listing.recent(at)).toEqual([{ name: '1' }]);
});

test('a listing that failed keeps the next one from nothing', async () => {
  const { listing, breaks } = counted();
  breaks(true);
  const failed = listing.fresh(at);
  const next = listing.fresh(at);
  await expect(failed).rejects.toThrow('no');
  breaks(false);
  await next.catch(() => undefined);
  expect(await listing.fresh(at)).toHaveLength(1);
});
