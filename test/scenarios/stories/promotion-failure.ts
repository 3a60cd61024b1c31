// A release that does not start goes no further, and a way back is promoted like any release.

import { expect, test } from '@jest/globals';
import { propose, type Team, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import { fileOf, offered, offers, release, restarted } from './promotion-offers.ts';

export function promotionFailure(team: () => Team): void {
  test('a release that failed in staging is never offered to production', async () => {
    const { alice, judged, merge, commentWith, serves } = team();
    const bump = await propose(alice, fileOf('staging/checkout'), (text) =>
      withVersion(text, '1.5.0'),
    );
    await judged(bump.number);
    await merge(alice, bump.number);
    await commentWith(bump.number, /checkout 1\.5\.0 failed in staging/);
    await restarted(team());
    const all = await offers(team(), 'production/checkout', 'all');
    expect(all.filter(({ title }) => title.includes('1.5.0'))).toEqual([]);
    const [restore] = await alice.mergeRequests({
      state: 'opened',
      branch: 'runway/restore/staging/checkout',
    });
    await judged(restore?.number ?? 0);
    await merge(alice, restore?.number ?? 0);
    await commentWith(restore?.number ?? 0, /serves in staging/);
    await serves('staging/checkout', '1.4.2');
  }, 120_000);

  test('going back by a merge request is promoted like any release, and step by step', async () => {
    const { alice, judged, merge, commentWith, serves } = team();
    await release(team(), 'dev/checkout', '1.4.1');
    const { number } = await offered(team(), 'staging/checkout', '1.4.1');
    expect((await judged(number)).comment).toContain('1.4.2 → 1.4.1');
    await merge(alice, number);
    await commentWith(number, /checkout 1\.4\.1 serves in staging/);
    await serves('staging/checkout', '1.4.1');
    const onwards = await offered(team(), 'production/checkout', '1.4.1');
    expect((await judged(onwards.number)).comment).toContain('1.4.2 → 1.4.1');
  }, 120_000);

  test('an offer is closed by the bot when the environment before goes back to what is there', async () => {
    const { alice, comment } = team();
    const [open] = await offers(team(), 'production/checkout');
    await release(team(), 'staging/checkout', '1.4.2');
    await eventually('the offer to be closed', async () => {
      const { state } = await alice.mergeRequest(open?.number ?? 0);
      return state === 'closed' ? true : null;
    });
    expect(await comment(open?.number ?? 0)).not.toBeNull();
    const notes = await alice.notes(open?.number ?? 0);
    expect(notes.map(({ body }) => body).join('\n')).toMatch(/asks for this release .* already/);
  }, 90_000);
}
