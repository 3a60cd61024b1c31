// A workload is taken away: first what runs, then what it ran with.

import { expect, test } from '@jest/globals';
import type { Team } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import { DEPLOYMENT, described, INVENTORY, provisioned, TARGET } from './reviews.ts';

export function leaving(team: () => Team): void {
  test('an entry cannot go while something of it is deployed', async () => {
    const { bob } = team();
    const files = { [INVENTORY]: null };
    const { number } = await bob.propose({ title: 'Take reviews away', files });
    expect(await provisioned(team(), number, /deploy/)).toContain(DEPLOYMENT);
    await bob.close(number);
  }, 60_000);

  test('once nothing is deployed it goes, in the reverse order, and nothing of it stays', async () => {
    const { bob, judged, merge, sandbox } = team();
    const first = await bob.propose({ title: 'Stop reviews', files: { [DEPLOYMENT]: null } });
    await judged(first.number);
    await merge(bob, first.number);
    await eventually('reviews to be gone from dev', async () => {
      const rows = (await sandbox.status()).filter(({ target }) => target === TARGET);
      return rows.length === 0 ? true : null;
    });

    const second = await bob.propose({ title: 'Take reviews away', files: { [INVENTORY]: null } });
    await provisioned(team(), second.number, /removed/);
    await merge(bob, second.number);
    await provisioned(team(), second.number, /\| removed \|/);
    expect(Object.keys((await described(sandbox)).accounts)).not.toContain('dev/reviews/deploy');
  }, 180_000);
}
