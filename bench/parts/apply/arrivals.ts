// Hears from the ledger itself when targets are proven, so that waiting for it costs the bot nothing.

import type { Ledger } from '#runway/ports/ledger.js';
import type { Target } from '#runway/resources/address.js';

export interface Arrivals {
  readonly heard: (ledger: Ledger) => Ledger;
  /** Resolves when each of them is proven at this commit; rejects when one ends in another way. */
  readonly all: (targets: readonly Target[], commit: string) => Promise<void>;
}

export function arrivals(): Arrivals {
  let waiting: {
    readonly left: Set<Target>;
    readonly commit: string;
    readonly done: () => void;
    readonly failed: (error: Error) => void;
  } | null = null;
  return {
    heard: (ledger) => ({
      ...ledger,
      async ended(id, outcome) {
        const convergence = await ledger.ended(id, outcome);
        const { target, commit } = convergence;
        if (waiting === null || commit !== waiting.commit || !waiting.left.has(target)) {
          return convergence;
        }
        if (outcome.type !== 'proven') {
          waiting.failed(new Error(`${target} ended otherwise: ${JSON.stringify(outcome)}`));
        }
        waiting.left.delete(target);
        if (waiting.left.size === 0) waiting.done();
        return convergence;
      },
    }),
    all: (targets, commit) =>
      new Promise((resolve, reject) => {
        waiting = { left: new Set(targets), commit, done: resolve, failed: reject };
      }),
  };
}
