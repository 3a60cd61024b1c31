// The bot dies at a moment that is hit for sure: a fault holds it there, and says when it does.

import { expect, test } from '@jest/globals';
import type { Listed, Wished } from '../../support/sandbox-faults.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import { startBot, stopBot } from '../../scenarios/stories/restarts-bot.ts';
import type { Shared } from '../one-sandbox.ts';
import type { Moments } from '../round.ts';

const LONG = 240_000;
const HELD_MS = 600_000;

/** The work is done and its answer never comes. */
const AFTER = { loseAnswer: true, delayMs: HELD_MS };
/** The work is not done, and nothing is said of it. */
const BEFORE = { drop: true, delayMs: HELD_MS };

interface Kill {
  readonly moment: string;
  /** When the trap is laid: as soon as the merge request is there, or just before it is merged. */
  readonly laid: 'opened' | 'planned';
  /** What is let go by before. */
  readonly passed?: number;
  readonly trap: Pick<Wished, 'service' | 'method' | 'fault' | 'where'>;
}

const bot = { user: 'runway' };

const KILLS: readonly Kill[] = [
  {
    moment: 'after the branch was completed',
    laid: 'opened',
    trap: { service: 'git', method: 'push', fault: AFTER, where: bot },
  },
  {
    moment: 'after the comment',
    laid: 'opened',
    trap: {
      service: 'gitlab',
      method: 'POST /projects/:id/merge_requests/:iid/notes',
      fault: AFTER,
      where: bot,
    },
  },
  {
    moment: 'after the merge, before it looked',
    laid: 'planned',
    trap: {
      service: 'gitlab',
      method: 'GET /projects/:id/merge_requests/:iid',
      fault: BEFORE,
      where: bot,
    },
  },
  {
    moment: 'during the mirror, with the image half there',
    laid: 'planned',
    trap: { service: 'registry-dev', method: 'PUT *uploads/:id', fault: AFTER },
  },
  {
    moment: 'after the image is there',
    laid: 'planned',
    trap: { service: 'registry-dev', method: 'PUT *manifests*', fault: AFTER },
  },
  {
    moment: 'before the service write',
    laid: 'planned',
    trap: { service: 'cloud-run', method: 'UpdateService', fault: BEFORE },
  },
  {
    moment: 'after the service write',
    laid: 'planned',
    trap: { service: 'cloud-run', method: 'UpdateService', fault: AFTER },
  },
  {
    moment: 'after the traffic write',
    laid: 'planned',
    passed: 1,
    trap: { service: 'cloud-run', method: 'UpdateService', fault: AFTER },
  },
  {
    moment: 'after the comment was rewritten',
    laid: 'planned',
    trap: { service: 'gitlab', method: 'PUT *notes/:note_id', fault: AFTER, where: bot },
  },
  {
    moment: 'after the promotion branch',
    laid: 'planned',
    trap: { service: 'git', method: 'push', fault: AFTER, where: bot },
  },
  {
    moment: 'after the promotion was opened',
    laid: 'planned',
    trap: {
      service: 'gitlab',
      method: 'POST /projects/:id/merge_requests',
      fault: AFTER,
      where: bot,
    },
  },
];

export function kills(shared: () => Shared): void {
  test.each(KILLS)(
    'killed $moment: the same end',
    async ({ laid, passed = 0, trap }) => {
      const { calm, faults, release, team } = shared();
      let killed = Promise.resolve();
      const killedAt = async (set: Listed): Promise<void> => {
        await faults.struck(set);
        await stopBot(team.sandbox, 'SIGKILL');
        expect(await pidOf(team.sandbox.control)).toBeNull();
        await startBot(team.sandbox);
        await faults.clear();
      };
      const lay = async (): Promise<void> => {
        // A delay of nothing lets go by what comes first.
        if (passed > 0) await faults.set({ ...trap, fault: { delayMs: 0 }, times: passed });
        const set = await faults.set({ ...trap, times: 1 });
        killed = killedAt(set);
      };
      const moments: Moments = laid === 'opened' ? { opened: lay } : { planned: lay };
      const end = await release({ ...moments, ended: () => killed });
      expect(end).toEqual(calm);
    },
    LONG,
  );

  test(
    'killed at every write of a release, one after the other: the same end',
    async () => {
      const { calm, faults, release, team } = shared();
      const writes = [
        { service: 'gitlab', method: 'POST *statuses*', where: bot },
        { service: 'git', method: 'push', where: bot },
        { service: 'registry-dev', method: 'PUT *manifests*' },
        { service: 'cloud-run', method: 'UpdateService' },
        { service: 'gitlab', method: 'POST */merge_requests', where: bot },
      ];
      let count = 0;
      let over = false;
      const reaper = async (): Promise<void> => {
        const set = await Promise.all(
          writes.map((write) => faults.set({ ...write, fault: AFTER, times: 1 })),
        );
        const reaped = new Set<string>();
        await eventually('every write to be struck', async () => {
          for (const { id } of set) {
            const { struck } = await faults.find(id);
            if (struck === 0 || reaped.has(id)) continue;
            reaped.add(id);
            await stopBot(team.sandbox, 'SIGKILL');
            count += 1;
            await startBot(team.sandbox);
          }
          return over || reaped.size === set.length ? true : null;
        });
      };
      let reaping = Promise.resolve();
      const end = await release({
        opened: async () => {
          reaping = reaper();
        },
        ended: () => reaping,
      }).finally(() => {
        over = true;
      });
      expect(end).toEqual(calm);
      expect(count).toBe(writes.length);
    },
    LONG,
  );
}

async function pidOf(control: string): Promise<number | null> {
  const { bot: state } = (await (await fetch(control)).json()) as { bot: { pid: number | null } };
  return state.pid;
}
