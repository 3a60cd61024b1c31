// Random values that a failing test can repeat: the same seed gives the same sequence.

export interface Random {
  /** 0 or more, less than 1. */
  next(): number;
  /** 0 or more, less than `below`. */
  whole(below: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  chance(of: number): boolean;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    // A linear congruential step, its high bits mixed into the low ones.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b) >>> 0;
    return mixed / 2 ** 32;
  }
  function whole(below: number): number {
    return Math.floor(next() * below);
  }
  return {
    next,
    whole,
    pick: (from) => from[whole(from.length)] ?? from[0],
    chance: (of) => next() < of,
  };
}
