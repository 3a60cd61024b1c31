// Which fault strikes a request, and how often.

import { expect, test } from '@jest/globals';
import type { Wish } from '../../../src/sandbox/faults/fault.ts';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import type { Part } from '../../../src/sandbox/faults/part.ts';

const part: Part = {
  service: 'shop',
  about: 'sells',
  protocol: 'http',
  effects: ['status', 'drop'],
  where: ['project', 'path'],
  methods: [{ name: 'GET /carts/:id' }, { name: 'POST /carts' }],
};

const buy = { method: 'POST /carts', where: { project: 'acme', path: '/carts?gift=1' } };

function wish(more: Partial<Wish> = {}): Wish {
  const fault = { status: 503 };
  return { service: 'shop', method: '*', fault, times: null, share: null, where: {}, ...more };
}

/** How many of so many requests were struck. */
function struckOf(count: number, faults: Faults): number {
  const door = faults.door(part);
  return Array.from({ length: count }, () => door.strike(buy)).filter((it) => it !== null).length;
}

function shop(random?: () => number): Faults {
  const faults = createFaults(random);
  faults.door(part);
  return faults;
}

test('without a fault nothing is struck', () => {
  expect(struckOf(100, shop())).toBe(0);
});

test('a fault strikes exactly so many times, however many requests come at once', () => {
  const faults = shop();
  faults.add(wish({ times: 3 }));
  expect(struckOf(100, faults)).toBe(3);
});

test('a fault with neither times nor share strikes until it is cleared', () => {
  const faults = shop();
  const { id } = faults.add(wish());
  expect(struckOf(50, faults)).toBe(50);
  expect(faults.remove(id)).toBe(true);
  expect(struckOf(50, faults)).toBe(0);
  expect(faults.remove(id)).toBe(false);
});

test('a share strikes as often as the dice say, and a number of times still ends it', () => {
  const dice = [0.1, 0.9, 0.29, 0.3, 0.31, 0];
  const faults = shop(() => dice.shift() ?? 1);
  faults.add(wish({ share: 0.3, times: 3 }));
  expect(struckOf(6, faults)).toBe(3);
  expect(dice).toEqual([]);
});

test('a share of one strikes every request', () => {
  const faults = shop(() => 0.999_999);
  faults.add(wish({ share: 1 }));
  expect(struckOf(20, faults)).toBe(20);
});

test('of several the oldest strikes, one for each request', () => {
  const faults = shop();
  const door = faults.door(part);
  faults.add(wish({ fault: { status: 500 }, times: 1 }));
  faults.add(wish({ fault: { drop: true }, times: 2 }));
  const seen = Array.from({ length: 4 }, () => door.strike(buy)?.fault ?? null);
  expect(seen).toEqual([{ status: 500 }, { drop: true }, { drop: true }, null]);
});

test('only the named method is struck, and only where it was said', () => {
  const faults = shop();
  const door = faults.door(part);
  faults.add(wish({ method: 'POST /carts', where: { project: 'acme', path: 'gift' } }));
  expect(door.strike({ ...buy, method: 'GET /carts/:id' })).toBeNull();
  expect(door.strike({ ...buy, where: { ...buy.where, project: 'acme2' } })).toBeNull();
  expect(door.strike({ ...buy, where: { ...buy.where, path: '/carts' } })).toBeNull();
  expect(door.strike({ ...buy, where: { path: '/carts?gift=1' } })).toBeNull();
  expect(door.strike(buy)).not.toBeNull();
});

test('another part of the same method is left alone', () => {
  const faults = shop();
  const other = faults.door({ ...part, service: 'bank' });
  faults.add(wish());
  expect(other.strike(buy)).toBeNull();
});

test('it counts what it has struck, and is gone from the list when its last strike is over', () => {
  const faults = shop();
  const door = faults.door(part);
  const { id } = faults.add(wish({ times: 2 }));
  const [first, second] = [door.strike(buy), door.strike(buy)];
  expect(faults.list()).toMatchObject([{ id, struck: 0, left: 0 }]);
  first?.hit();
  expect(faults.list()).toMatchObject([{ id, struck: 1, left: 0 }]);
  first?.end();
  second?.hit();
  expect(faults.list()).toMatchObject([{ id, struck: 2, left: 0 }]);
  second?.end();
  expect(faults.list()).toEqual([]);
  expect(faults.find(id)).toMatchObject({ struck: 2, left: 0 });
});

test('clearing lets go on at once what a delay holds back', async () => {
  const faults = shop();
  const door = faults.door(part);
  faults.add(wish({ fault: { delayMs: 3_600_000 } }));
  const held = door.strike(buy)?.delay();
  faults.clear();
  await expect(held).resolves.toBeUndefined();
  expect(faults.list()).toEqual([]);
});
