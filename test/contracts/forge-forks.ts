// What every forge promises about a merge request whose branch is in another project.

import { describe, expect, test } from '@jest/globals';
import type { MergeRequest, Sha } from '../../src/ports/forge.ts';
import type { ForgeWorld } from './forge.ts';

export function forkContract(world: () => ForgeWorld): void {
  describe('merge requests from a fork', () => {
    let made = 0;

    async function fresh(): Promise<{ mergeRequest: MergeRequest; branch: string; head: Sha }> {
      made += 1;
      const branch = `forked-${made}`;
      const { number, head } = await world().openFromFork(branch, `Change ${made} from outside`);
      const mergeRequest = await world().forge.mergeRequest(number);
      if (mergeRequest === null) throw new Error(`merge request ${number} is gone`);
      return { mergeRequest, branch, head };
    }

    test('it is told apart, and its head is known', async () => {
      const { mergeRequest, branch, head } = await fresh();
      const { defaultBranch: target } = world();
      const told = { source: branch, target, head, sameProject: false, state: 'open' };
      expect(mergeRequest).toMatchObject(told);
      const open = await world().forge.mergeRequests({ state: 'open' });
      const { number } = mergeRequest;
      expect(open.find((each) => each.number === number)).toMatchObject(told);
    });

    test("a branch of the project is not the fork's of the same name", async () => {
      const { mergeRequest, branch } = await fresh();
      const { forge, defaultBranch: target } = world();
      expect(await forge.mergeRequests({ state: 'all', source: branch })).toEqual([]);
      await world().branch(branch);
      const ours = await forge.propose({ branch, target, title: 'Ours', body: 'Ours' });
      expect(ours.number).not.toBe(mergeRequest.number);
      const listed = await forge.mergeRequests({ state: 'all', source: branch });
      expect(listed.map(({ number }) => number)).toEqual([ours.number]);
    });

    test('it takes comments and statuses like any other', async () => {
      const { mergeRequest, head } = await fresh();
      const { forge } = world();
      await forge.comment(mergeRequest.number, 'Not planned yet');
      expect(await world().notes(mergeRequest.number)).toHaveLength(1);
      const summary = 'waits for a member';
      const said = { context: 'runway/plan', url: null, details: '', remarks: [] };
      await forge.status(head, mergeRequest, { ...said, state: 'pending', summary });
      const seen = (await world().statuses(head)).get('runway/plan');
      expect(seen?.summary).toBe(summary);
      expect(['pending', 'running']).toContain(seen?.state);
    });

    test("a member's approval stands for its head", async () => {
      const { mergeRequest, head } = await fresh();
      const [by] = world().approvers;
      await world().approve(mergeRequest.number, by);
      const approvals = await world().forge.approvals(mergeRequest.number);
      expect(approvals).toEqual([{ by, commit: head, member: true }]);
    });

    test('its merge leads back to it', async () => {
      const { number } = (await fresh()).mergeRequest;
      await world().merge(number);
      const { mergeCommit = null } = (await world().forge.mergeRequest(number)) ?? {};
      if (mergeCommit === null) throw new Error('a merged request has a merge commit');
      expect((await world().forge.mergeRequestOf(mergeCommit))?.number).toBe(number);
    });
  });
}
