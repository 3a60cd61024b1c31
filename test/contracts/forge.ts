// What every forge promises, whatever is behind it.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Acknowledgement, Forge, MergeRequest, Sha } from '../../src/ports/forge.ts';
import type { Target } from '../../src/resources/address.ts';
import { until } from '../support/until.ts';
import { approvalContract } from './forge-approvals.ts';
import { deploymentContract } from './forge-deployments.ts';
import { forkContract } from './forge-forks.ts';
import { noteContract } from './forge-notes.ts';

/** A forge with a project, and what people do there. Every branch name is used once. */
export interface ForgeWorld {
  readonly forge: Forge;
  readonly defaultBranch: string;
  /** Makes a branch with one commit on top of the default branch. */
  branch(name: string): Promise<Sha>;
  /** Adds one more commit to a branch. */
  push(branch: string): Promise<Sha>;
  /** Opens a merge request of a branch into the default branch as a person; gives its number. */
  open(branch: string, title: string): Promise<number>;
  /** The same from a fork, as a person who may not push here; the branch is made there, with one commit. */
  openFromFork(
    branch: string,
    title: string,
  ): Promise<{ readonly number: number; readonly head: Sha }>;
  /** Merges as a person. */
  merge(number: number): Promise<void>;
  /** Closes as a person; gives that person's user name. */
  close(number: number): Promise<string>;
  /** Two people who may push, and have opened no merge request. */
  readonly approvers: readonly [string, string];
  /** One of them approves the merge request as it is now, whatever that person has said before. */
  approve(number: number, by: string): Promise<void>;
  /** That person's approval does not stand any longer. */
  withdraw(number: number, by: string): Promise<void>;
  /** Puts a merge request into the forge's merge queue; gives the commits built for it. Null where it has no queue. */
  readonly queue: ((number: number) => Promise<readonly Sha[]>) | null;
  /** Writes a note as a person; gives its id. */
  note(number: number, body: string): Promise<number>;
  /** How the bot has reacted to a note, in no order. */
  reactions(number: number, note: number): Promise<readonly Acknowledgement[]>;
  /** What people wrote and what the bot wrote, oldest first, without what the forge itself notes. */
  notes(number: number): Promise<readonly { readonly author: string; readonly body: string }[]>;
  /** The newest state by context: `runway/plan` to `pending`, `running`, `passed`, `failed`. */
  statuses(head: Sha): Promise<ReadonlyMap<string, { state: string; summary: string }>>;
  /** What people see of a target's environment, its deployments oldest first; null when there is none. */
  environment(target: Target): Promise<SeenEnvironment | null>;
  /** How often the bot has written anything. */
  writes(): number;
  stop(): Promise<void>;
}

export interface SeenEnvironment {
  readonly production: boolean;
  readonly url: string | null;
  readonly open: boolean;
  readonly deployments: readonly { readonly commit: string; readonly state: string }[];
}

export function forgeContract(name: string, make: () => Promise<ForgeWorld>): void {
  describe(`${name} as a forge`, () => {
    let world: ForgeWorld;
    let branches = 0;
    beforeAll(async () => {
      world = await make();
    }, 60_000);
    afterAll(() => world.stop());

    deploymentContract(() => world);
    approvalContract(() => world);
    noteContract(() => world);
    forkContract(() => world);

    /** A fresh merge request of a person. */
    async function fresh(): Promise<{ number: number; branch: string; head: Sha }> {
      branches += 1;
      const branch = `change-${branches}`;
      const head = await world.branch(branch);
      return { number: await world.open(branch, `Change ${branches}`), branch, head };
    }

    async function look(number: number): Promise<MergeRequest> {
      const found = await world.forge.mergeRequest(number);
      if (found === null) throw new Error(`merge request ${number} is gone`);
      return found;
    }

    test('an open merge request is described as people see it', async () => {
      const { number, branch, head } = await fresh();
      const found = await look(number);
      expect(found).toMatchObject({
        number,
        source: branch,
        target: world.defaultBranch,
        head,
        sameProject: true,
        state: 'open',
        draft: false,
        mergeCommit: null,
      });
      expect(found.url).toMatch(/^http/);
      expect(Date.parse(found.updatedAt)).not.toBeNaN();
    });

    test('a merge request that does not exist is absent, not an error', async () => {
      expect(await world.forge.mergeRequest(987_654)).toBeNull();
    });

    test('merge requests are listed newest first, by state and by branch', async () => {
      const first = await fresh();
      const second = await fresh();
      await world.close(first.number);
      const open = await world.forge.mergeRequests({ state: 'open' });
      const numbers = open.map(({ number }) => number);
      expect(numbers).toContain(second.number);
      expect(numbers).not.toContain(first.number);
      expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
      const ofBranch = await world.forge.mergeRequests({ state: 'all', source: first.branch });
      expect(ofBranch.map(({ number }) => number)).toEqual([first.number]);
    });

    test('merge requests that have not changed since are left out', async () => {
      await fresh();
      const later = new Date(Date.now() + 3_600_000).toISOString();
      expect(await world.forge.mergeRequests({ state: 'all', updatedAfter: later })).toEqual([]);
    });

    test('the commit of a merge leads back to its merge request', async () => {
      const { number } = await fresh();
      await world.merge(number);
      const merged = await look(number);
      expect(merged.state).toBe('merged');
      const commit = merged.mergeCommit;
      if (commit === null) throw new Error('a merged request has a merge commit');
      expect((await world.forge.mergeRequestOf(commit))?.number).toBe(number);
    });

    test('a commit that no merge brought has no merge request', async () => {
      const { head } = await fresh();
      expect(await world.forge.mergeRequestOf(head)).toBeNull();
      expect(await world.forge.mergeRequestOf('0'.repeat(40) as Sha)).toBeNull();
    });

    test('it is known who closed a merge request', async () => {
      const { number } = await fresh();
      expect(await world.forge.closedBy(number)).toBeNull();
      const by = await world.close(number);
      expect(await look(number)).toMatchObject({ state: 'closed' });
      expect(await world.forge.closedBy(number)).toBe(by);
    });

    test('where every webhook arrived, none is sent again', async () => {
      expect(await world.forge.redeliver(new Date(Date.now() - 60_000))).toBe(0);
    });

    test('a merge request is called by its number, as people write it', () => {
      expect(world.forge.reference(41)).toMatch(/^[!#]41$/);
    });

    const plan = { context: 'runway/plan', url: null, details: 'The plan.', remarks: [] };

    test('a status says pending, then how it ended', async () => {
      const { number, head } = await fresh();
      const mergeRequest = await look(number);
      const status = { ...plan, summary: 'planning' };
      await world.forge.status(head, mergeRequest, { ...status, state: 'pending' });
      await world.forge.status(head, mergeRequest, {
        ...status,
        state: 'pending',
        summary: 'still',
      });
      expect(['pending', 'running']).toContain(
        (await world.statuses(head)).get('runway/plan')?.state,
      );
      await world.forge.status(head, mergeRequest, { ...status, state: 'failed', summary: 'no' });
      await world.forge.status(head, mergeRequest, { ...status, state: 'passed', summary: '1 up' });
      expect((await world.statuses(head)).get('runway/plan')).toEqual({
        state: 'passed',
        summary: '1 up',
      });
    });

    test('an unchanged status is not sent again', async () => {
      const { number, head } = await fresh();
      const mergeRequest = await look(number);
      const url = 'https://runway.invalid/plan';
      const status = { ...plan, state: 'passed', summary: 'same', url } as const;
      await world.forge.status(head, mergeRequest, status);
      const before = world.writes();
      await world.forge.status(head, mergeRequest, status);
      expect(world.writes()).toBe(before);
    });

    test('a branch has one open merge request, brought up to date in place', async () => {
      branches += 1;
      const branch = `runway/promote/staging/checkout-${branches}`;
      await world.branch(branch);
      const proposal = { branch, target: world.defaultBranch, title: 'One', body: 'First body' };
      const first = await world.forge.propose(proposal);
      const before = world.writes();
      const same = await world.forge.propose(proposal);
      expect(world.writes()).toBe(before);
      const second = await world.forge.propose({ ...proposal, title: 'Two', body: 'Second body' });
      expect([same.number, second.number]).toEqual([first.number, first.number]);
      expect(await look(first.number)).toMatchObject({
        title: 'Two',
        description: 'Second body',
        author: await world.forge.self(),
        source: branch,
      });
    });

    test('a closed proposal stays closed: proposing again opens another', async () => {
      branches += 1;
      const branch = `runway/promote/staging/checkout-${branches}`;
      await world.branch(branch);
      const proposal = { branch, target: world.defaultBranch, title: 'One', body: 'Body' };
      const first = await world.forge.propose(proposal);
      await world.close(first.number);
      const second = await world.forge.propose(proposal);
      expect(second.number).not.toBe(first.number);
      expect((await look(first.number)).state).toBe('closed');
    });

    test('the bot merges a merge request as it is, and twice is once', async () => {
      const { number, head } = await fresh();
      expect(await world.forge.merge(number, head)).toEqual({ type: 'merged' });
      const merged = await look(number);
      expect(merged.state).toBe('merged');
      expect(merged.mergeCommit).not.toBeNull();
      expect(await world.forge.merge(number, head)).toEqual({ type: 'merged' });
    });

    test('what has been pushed since is not merged', async () => {
      const { number, branch, head } = await fresh();
      const newer = await world.push(branch);
      await until(
        () => look(number),
        (found) => found.head === newer,
      );
      expect(await world.forge.merge(number, head)).toEqual({
        type: 'refused',
        because: expect.stringMatching(/./),
      });
      expect((await look(number)).state).toBe('open');
    });

    test('what is closed is not merged', async () => {
      const { number, head } = await fresh();
      await world.close(number);
      expect((await world.forge.merge(number, head)).type).toBe('refused');
      expect((await look(number)).state).toBe('closed');
    });

    test('closing says why, once', async () => {
      const { number } = await fresh();
      await world.forge.close(number, 'Superseded by a newer release.');
      await world.forge.close(number, 'Superseded by a newer release.');
      expect((await look(number)).state).toBe('closed');
      expect(await world.forge.closedBy(number)).toBe(await world.forge.self());
      const bodies = (await world.notes(number)).map(({ body }) => body);
      expect(bodies).toEqual([expect.stringContaining('Superseded by a newer release.')]);
    });
  });
}
