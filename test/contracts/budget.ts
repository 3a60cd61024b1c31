// What every Budget promises.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Budget } from '../../src/ports/budget.ts';

export interface BudgetWorld {
  readonly budget: Budget;
  readonly close: () => Promise<void>;
}

/** One a minute: none comes back while a test runs. */
const slow = { perMinute: 1, burst: 10 };

export function budgetContract(name: string, make: () => Promise<BudgetWorld>): void {
  describe(`budget: ${name}`, () => {
    let world: BudgetWorld;
    let budget: Budget;

    beforeEach(async () => {
      world = await make();
      ({ budget } = world);
    });

    afterEach(() => world.close());

    test('gives out a burst and no more, however many ask at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => budget.take('dev us-east1', slow)),
      );

      expect(answers.filter((waitMs) => waitMs === 0)).toHaveLength(slow.burst);
      for (const waitMs of answers.filter((each) => each !== 0)) {
        expect(waitMs).toBeGreaterThan(30_000);
        expect(waitMs).toBeLessThanOrEqual(60_000);
      }
    });

    test('names share nothing', async () => {
      for (let count = 0; count < slow.burst; count += 1) await budget.take('a', slow);

      expect(await budget.take('a', slow)).toBeGreaterThan(0);
      expect(await budget.take('b', slow)).toBe(0);
    });

    test('what was refused costs nothing, and one is there when it was said', async () => {
      const limit = { perMinute: 600, burst: 1 };
      expect(await budget.take('a', limit)).toBe(0);
      const asked = performance.now();
      const waitMs = await budget.take('a', limit);
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(100);
      let refused = 0;
      while ((await budget.take('a', limit)) > 0) {
        refused += 1;
        await new Promise(setImmediate);
      }
      const waited = performance.now() - asked;

      expect(refused).toBeGreaterThan(1);
      expect(waited).toBeGreaterThan(waitMs - 5);
      expect(waited).toBeLessThan(waitMs + 2_000);
    });

    test('a limit that was raised holds at once', async () => {
      for (let count = 0; count < slow.burst; count += 1) await budget.take('a', slow);
      const raised = { perMinute: 6_000, burst: 2 };

      expect(await budget.take('a', raised)).toBeLessThanOrEqual(10);
    });
  });
}
