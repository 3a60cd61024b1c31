import { expect, test } from '@jest/globals';
import { mergePatch } from '../../src/documents/merge-patch.ts';

/** The same numbers in every run. */
function* numbers(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

type Json = string | number | null | readonly Json[] | { readonly [key: string]: Json };

function value(random: Generator<number>, depth: number): Json {
  const pick = next(random);
  if (depth === 0 || pick < 0.3) return Math.floor(next(random) * 5);
  if (pick < 0.4) return ['a', 'b'].slice(0, Math.floor(next(random) * 3));
  return object(random, depth, (inner) => value(random, inner));
}

function patch(random: Generator<number>, depth: number): Json {
  return next(random) < 0.2 ? null : value(random, depth);
}

function object(random: Generator<number>, depth: number, member: (depth: number) => Json): Json {
  const keys = ['a', 'b', 'c', 'd'].filter(() => next(random) < 0.5);
  return Object.fromEntries(keys.map((key) => [key, member(depth - 1)]));
}

function next(random: Generator<number>): number {
  return Number(random.next().value);
}

const random = numbers(42);
const CASES = Array.from({ length: 300 }, () => ({
  target: object(random, 3, (depth) => value(random, depth)),
  change: object(random, 3, (depth) => patch(random, depth)),
}));

test('applying the same patch twice is applying it once', () => {
  for (const { target, change } of CASES) {
    const once = mergePatch(target, change);
    expect(mergePatch(once, change)).toEqual(once);
  }
});

test('an empty patch changes nothing, and neither argument is ever changed', () => {
  for (const { target, change } of CASES) {
    const before = JSON.stringify([target, change]);
    expect(mergePatch(target, {})).toEqual(target);
    mergePatch(target, change);
    expect(JSON.stringify([target, change])).toBe(before);
  }
});

test('what the patch does not name stays, what it names null is gone, what it names otherwise is there', () => {
  for (const { target, change } of CASES) {
    const result = mergePatch(target, change) as Record<string, Json>;
    for (const key of ['a', 'b', 'c', 'd']) {
      const wanted = (change as Record<string, Json>)[key];
      if (wanted === undefined) expect(result[key]).toEqual((target as Record<string, Json>)[key]);
      else if (wanted === null) expect(key in result).toBe(false);
      else if (typeof wanted !== 'object' || Array.isArray(wanted))
        expect(result[key]).toEqual(wanted);
    }
  }
});
