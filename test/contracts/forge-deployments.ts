// What every forge promises about deployment records.

import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Deployment, Sha } from '../../src/ports/forge.ts';
import type { Target } from '../../src/resources/address.ts';
import type { ForgeWorld } from './forge.ts';

export function deploymentContract(world: () => ForgeWorld): void {
  describe('deployment records', () => {
    let targets = 0;
    let target: Target;
    let commits = 0;

    beforeEach(() => {
      targets += 1;
      // GitLab would take part of this name for a test.
      target = `production/internal-${targets}`;
    });

    async function commit(): Promise<Sha> {
      commits += 1;
      return world().branch(`deployed-${commits}`);
    }

    async function tell(told: Pick<Deployment, 'commit' | 'state'> & Partial<Deployment>) {
      const branch = world().defaultBranch;
      const usual = { target, tier: 'production', branch, url: null, first: false } as const;
      await world().forge.deployment({ ...usual, ...told });
    }

    const seen = async () => {
      const found = await world().environment(target);
      return {
        open: found?.open,
        told: found?.deployments.map(({ commit: at, state }) => `${at.slice(0, 4)} ${state}`),
      };
    };

    const short = (sha: Sha, state: string): string => `${sha.slice(0, 4)} ${state}`;

    test('a converging is one record that says running, then how it ended', async () => {
      const at = await commit();
      await tell({ commit: at, state: 'running' });
      expect(await seen()).toEqual({ open: true, told: [short(at, 'running')] });
      await tell({ commit: at, state: 'succeeded', url: 'https://internal.acme.dev' });
      expect(await world().environment(target)).toEqual({
        production: true,
        url: 'https://internal.acme.dev',
        open: true,
        deployments: [{ commit: at, state: 'succeeded' }],
      });
    });

    test('telling the same again writes nothing', async () => {
      const told = { commit: await commit(), url: 'https://internal.acme.dev' };
      for (const state of ['running', 'failed'] as const) {
        await tell({ ...told, state });
        const before = world().writes();
        await tell({ ...told, state });
        expect(world().writes()).toBe(before);
      }
    });

    test('an end that nobody saw begin is told all the same', async () => {
      const at = await commit();
      await tell({ commit: at, state: 'canceled' });
      expect((await seen()).told).toEqual([short(at, 'canceled')]);
    });

    test('a newer converging ends the older one', async () => {
      const [older, newer] = [await commit(), await commit()];
      await tell({ commit: older, state: 'running' });
      await tell({ commit: newer, state: 'running' });
      const told = [short(older, 'canceled'), short(newer, 'running')];
      expect((await seen()).told).toEqual(told);
    });

    test('what has ended stays as it was when the same commit is converged again', async () => {
      const at = await commit();
      for (const state of ['running', 'failed', 'running', 'succeeded'] as const) {
        await tell({ commit: at, state });
      }
      expect((await seen()).told).toEqual([short(at, 'failed'), short(at, 'succeeded')]);
    });

    test('an end that is known under an older commit is not told twice after a loss', async () => {
      const [older, newer] = [await commit(), await commit()];
      for (const state of ['running', 'succeeded'] as const) await tell({ commit: older, state });
      await tell({ commit: newer, state: 'succeeded', first: true });
      expect((await seen()).told).toEqual([short(older, 'succeeded')]);
      await tell({ commit: newer, state: 'failed', first: true });
      const told = [short(older, 'succeeded'), short(newer, 'failed')];
      expect((await seen()).told).toEqual(told);
    });

    test('a beginning after a loss is a record of its own', async () => {
      const [older, newer] = [await commit(), await commit()];
      await tell({ commit: older, state: 'running' });
      await tell({ commit: newer, state: 'running', first: true });
      await tell({ commit: newer, state: 'succeeded', first: true });
      expect((await seen()).told).toEqual([short(older, 'canceled'), short(newer, 'succeeded')]);
    });

    test('a removed target closes its environment, and the next success opens it', async () => {
      const [older, newer] = [await commit(), await commit()];
      await tell({ commit: older, state: 'running' });
      await tell({ commit: newer, state: 'stopped' });
      const closed = { open: false, told: [short(older, 'canceled')] };
      expect(await seen()).toEqual(closed);
      const before = world().writes();
      await tell({ commit: newer, state: 'stopped' });
      expect(world().writes()).toBe(before);
      await tell({ commit: newer, state: 'running' });
      await tell({ commit: newer, state: 'succeeded' });
      expect(await seen()).toEqual({
        open: true,
        told: [...closed.told, short(newer, 'succeeded')],
      });
    });

    test('closing what nobody has opened makes nothing', async () => {
      await tell({ commit: await commit(), state: 'stopped' });
      expect(await world().environment(target)).toBeNull();
    });
  });
}
