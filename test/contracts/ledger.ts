// What every Ledger promises.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sha } from '../../src/ports/forge.ts';
import type { Progress } from '../../src/plan/outcome.ts';
import type { Ledger, NewConvergence } from '../../src/ports/ledger.ts';
import type { Target } from '../../src/resources/address.ts';

export interface LedgerWorld {
  readonly ledger: Ledger;
  /** Of the other program, in the same store. */
  readonly beside: Ledger;
  readonly close: () => Promise<void>;
}

const commit = 'c0ffee0000000000000000000000000000000000' as Sha;
const later = 'c0ffee0000000000000000000000000000000001' as Sha;

function start(target: Target, intent: string): NewConvergence {
  const release = {
    version: '1.4.2',
    image: 'r/checkout',
    digest: 'sha256:1',
    commit: null,
  } as const;
  return { target, intent, commit, mergeRequest: 7, release };
}

export function ledgerContract(name: string, make: () => Promise<LedgerWorld>): void {
  describe(`ledger: ${name}`, () => {
    let world: LedgerWorld;
    let ledger: Ledger;

    beforeEach(async () => {
      world = await make();
      ({ ledger } = world);
    });

    afterEach(() => world.close());

    test('counts how the targets of each environment stand', async () => {
      expect(await ledger.tally()).toEqual([]);
      const proven = { type: 'proven', revisions: {} } as const;
      const first = await ledger.begin(start('dev/checkout', 'i1'), '!7');
      await ledger.ended(first.id, proven);
      const second = await ledger.begin(start('dev/search', 'i1'), '!7');
      await ledger.ended(second.id, proven);
      const third = await ledger.begin(start('production/checkout', 'i1'), '!7');
      await ledger.ended(third.id, { type: 'held', reason: 'because' });
      await ledger.begin(start('dev/cart', 'i1'), '!7');
      expect(await ledger.tally()).toEqual([
        { environment: 'dev', state: 'proven', count: 2 },
        { environment: 'dev', state: 'under way', count: 1 },
        { environment: 'production', state: 'held', count: 1 },
      ]);
      await ledger.begin(start('production/checkout', 'i2'), '!8');
      expect(await ledger.tally()).toContainEqual({
        environment: 'production',
        state: 'under way',
        count: 1,
      });
    });

    test('a convergence is what was written about it', async () => {
      const begun = await ledger.begin(start('dev/checkout', 'i1'), '!7');
      const progress: Progress[] = [
        { region: 'us-east1', subject: 'traffic', state: 'done', words: '100 %' },
      ];
      await ledger.tried(begun.id, 'checkout-a-1');
      await ledger.tried(begun.id, 'checkout-a-2');
      await ledger.recorded(begun.id, 'running');
      await ledger.progressed(begun.id, []);
      await ledger.progressed(begun.id, progress);
      const outcome = { type: 'proven', revisions: { 'us-east1': 'checkout-a-2' } } as const;
      const ended = await ledger.ended(begun.id, outcome);

      expect(begun).toMatchObject({ ...start('dev/checkout', 'i1'), tried: [], outcome: null });
      expect(ended).toEqual({
        ...begun,
        tried: ['checkout-a-1', 'checkout-a-2'],
        progress,
        recorded: 'running',
        outcome,
        endedAt: ended.endedAt,
      });
      expect(await ledger.latest('dev/checkout')).toEqual(ended);
      expect(Date.parse(ended.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(begun.startedAt));
    });

    test('beginning supersedes what is under way for the same target, and only that', async () => {
      const first = await ledger.begin(start('dev/checkout', 'i1'), '!7');
      const other = await ledger.begin(start('dev/billing', 'i1'), '!7');
      const second = await ledger.begin(start('dev/checkout', 'i2'), '!8');
      const late = await ledger.ended(first.id, { type: 'removed' });
      await ledger.recorded(first.id, 'canceled');

      expect(late.outcome).toEqual({ type: 'superseded', by: '!8' });
      expect((await ledger.history('dev/checkout', 2))[1]?.recorded).toBe('canceled');
      expect(second.recorded).toBeNull();
      expect((await ledger.latest('dev/checkout'))?.id).toBe(second.id);
      expect((await ledger.latest('dev/billing'))?.outcome).toBeNull();
      expect((await ledger.all()).map(({ id }) => id)).toEqual([second.id, other.id]);
    });

    test('what has ended is not superseded', async () => {
      const first = await ledger.begin(start('dev/checkout', 'i1'), '!7');
      await ledger.ended(first.id, { type: 'held', reason: 'frozen' });
      await ledger.begin(start('dev/checkout', 'i2'), '!8');

      const [, before] = await ledger.history('dev/checkout', 5);
      expect(before?.outcome).toEqual({ type: 'held', reason: 'frozen' });
    });

    test('history is newest first and no longer than asked', async () => {
      for (const intent of ['i1', 'i2', 'i3']) await ledger.begin(start('dev/a', intent), '!1');

      expect((await ledger.history('dev/a', 2)).map(({ intent }) => intent)).toEqual(['i3', 'i2']);
      expect(await ledger.history('dev/b', 2)).toEqual([]);
      expect(await ledger.latest('dev/b')).toBeNull();
      expect(await ledger.all()).toHaveLength(1);
    });

    test('the same outcome twice leaves the time of the first', async () => {
      const { id } = await ledger.begin(start('dev/a', 'i1'), '!1');
      const first = await ledger.ended(id, { type: 'removed' });

      expect(await ledger.ended(id, { type: 'removed' })).toEqual(first);
    });

    test('a version stays what it was first seen as', async () => {
      expect(await ledger.pinned('r/a', '1.0.0')).toBeNull();
      await ledger.pin('r/a', '1.0.0', 'sha256:1', 'abc');
      await ledger.pin('r/a', '1.0.0', 'sha256:2', null);

      expect(await ledger.pinned('r/a', '1.0.0')).toEqual({ digest: 'sha256:1', commit: 'abc' });
      expect(await ledger.pinned('r/b', '1.0.0')).toBeNull();
    });

    test('remembers how far the default branch was compared', async () => {
      expect(await ledger.resynced()).toBeNull();
      await ledger.setResynced(commit);
      await ledger.setResynced(later);

      expect(await ledger.resynced()).toBe(later);
    });

    test('what one program did, the other does not know', async () => {
      const { beside } = world;
      const mine = await ledger.begin(start('dev/checkout', 'i1'), '!7');
      await ledger.setResynced(commit);
      await ledger.pin('r/a', '1.0.0', 'sha256:1', null);
      expect(await beside.latest('dev/checkout')).toBeNull();
      expect(await beside.all()).toEqual([]);
      expect(await beside.tally()).toEqual([]);
      expect(await beside.resynced()).toBeNull();
      expect(await beside.pinned('r/a', '1.0.0')).toBeNull();

      await beside.begin(start('dev/checkout', 'i2'), '!8');
      expect(await ledger.all()).toEqual([mine]);
    });
  });
}
