// Events that are lost, doubled, late or overtaken: the same end, and not one comment more.

import { expect, test } from '@jest/globals';
import type { Listed, Wished } from '../../support/sandbox-faults.ts';
import type { Shared } from '../one-sandbox.ts';

type Disturbance = Pick<Wished, 'method' | 'fault'>;

const WEATHERS: readonly (readonly [string, readonly Disturbance[]])[] = [
  ['none arrives', [{ method: '*', fault: { drop: true } }]],
  ['all arrive twice', [{ method: '*', fault: { double: true } }]],
  [
    'all are late, or come after those that follow',
    [
      { method: 'merge_request', fault: { reorder: true } },
      { method: 'push', fault: { delayMs: 1_500 } },
      { method: 'note', fault: { delayMs: 700, double: true } },
    ],
  ],
];

export function webhooks(shared: () => Shared): void {
  test.each(WEATHERS)(
    'events: %s',
    async (_name, disturbances) => {
      const { calm, faults, release } = shared();
      const set: Listed[] = [];
      let struck: readonly number[] = [];
      const end = await release({
        async begun() {
          for (const it of disturbances) set.push(await faults.set({ service: 'webhooks', ...it }));
        },
        async ended() {
          struck = await Promise.all(set.map(async ({ id }) => (await faults.find(id)).struck));
        },
      });
      expect(end).toEqual(calm);
      expect(Math.min(...struck)).toBeGreaterThan(0);
    },
    240_000,
  );
}
