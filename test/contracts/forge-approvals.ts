// What every forge promises about who stands behind a merge request, and about its merge queue.

import { describe, expect, test } from '@jest/globals';
import type { Sha } from '../../src/ports/forge.ts';
import type { ForgeWorld } from './forge.ts';

export function approvalContract(world: () => ForgeWorld): void {
  describe('approvals and the merge queue', () => {
    let made = 0;

    /** A fresh merge request of a person. */
    async function fresh(): Promise<{ number: number; branch: string; head: Sha }> {
      made += 1;
      const branch = `approvals-${made}`;
      const head = await world().branch(branch);
      return { number: await world().open(branch, `Change ${made}`), branch, head };
    }

    test('an approval stands for the head that it was given for', async () => {
      const { number, branch, head } = await fresh();
      const [by] = world().approvers;
      const standing = async (commit: Sha) =>
        (await world().forge.approvals(number)).filter((each) => each.commit === commit);
      expect(await world().forge.approvals(number)).toEqual([]);
      await world().approve(number, by);
      expect(await world().forge.approvals(number)).toEqual([{ by, commit: head, member: true }]);
      const newer = await world().push(branch);
      expect((await world().forge.mergeRequest(number))?.head).toBe(newer);
      expect(await standing(newer)).toEqual([]);
      await world().approve(number, by);
      expect(await world().forge.approvals(number)).toEqual([{ by, commit: newer, member: true }]);
    });

    test('approvals come oldest first, and one that was withdrawn is none', async () => {
      const { number } = await fresh();
      const [first, second] = world().approvers;
      const who = async () => (await world().forge.approvals(number)).map(({ by }) => by);
      await world().approve(number, second);
      await world().approve(number, first);
      expect(await who()).toEqual([second, first]);
      await world().withdraw(number, second);
      expect(await who()).toEqual([first]);
    });

    test('a merge request that does not exist has no approvals and no candidates', async () => {
      expect(await world().forge.approvals(987_654)).toEqual([]);
      expect(await world().forge.candidates(987_654)).toEqual([]);
    });

    test('what a merge queue builds for a merge request is known, and nothing of others', async () => {
      const { number } = await fresh();
      const other = await fresh();
      expect(await world().forge.candidates(number)).toEqual([]);
      const { queue } = world();
      if (queue === null) return;
      const built = await queue(number);
      expect(built).not.toEqual([]);
      expect(await world().forge.candidates(number)).toEqual(built);
      expect(await world().forge.candidates(other.number)).toEqual([]);
    });
  });
}
