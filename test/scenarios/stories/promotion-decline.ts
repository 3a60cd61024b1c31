// A release is offered, brought up to date, declined, and offered again only when it should be.

import { expect, test } from '@jest/globals';
import type { Team } from '../../support/sandbox-team.ts';
import { fileOf, offered, offers, release, restarted } from './promotion-offers.ts';

const STAGING = 'staging/checkout';

export function promotionDecline(team: () => Team): void {
  test('after the soak there is one promotion, and a newer release updates it', async () => {
    await release(team(), 'dev/checkout', '1.4.2');
    const first = await offered(team(), STAGING, '1.4.2');
    const { comment } = await team().judged(first.number);
    expect(first.description).toContain('serves in dev since');
    expect(first.description).toContain('perf: let one instance take more requests');
    expect(comment).toContain('1.4.1 → 1.4.2');

    await release(team(), 'dev/checkout', '1.4.0');
    const second = await offered(team(), STAGING, '1.4.0');
    expect(second.number).toBe(first.number);
    expect(second.description).toContain('"version":"1.4.0"');
    expect(second.description).not.toContain('1.4.2');
    expect((await team().judged(second.number)).comment).toContain('1.4.1 → 1.4.0');
    expect(await team().calls(second.number)).toEqual([]);
  }, 120_000);

  test('closed by a person means declined, also after a resync and a restart', async () => {
    const { bob, commentWith, olga } = team();
    const open = await offered(team(), STAGING, '1.4.0');
    await bob.close(open.number);
    await commentWith(open.number, /closed without merging/);

    await olga.commit({
      branch: 'main',
      message: 'docs: a word more',
      files: { 'NOTES.md': 'A word more.\n' },
    });
    await restarted(team());
    expect(await offers(team(), STAGING)).toEqual([]);
  }, 60_000);

  test('a newer release is offered all the same, and reopening takes a decline back', async () => {
    const { alice, bob, commentWith, judged, merge, serves } = team();
    const overrides = (text: string): string => text.slice(text.indexOf('\noverrides:'));
    await release(team(), 'dev/checkout', '1.4.2');
    const { number } = await offered(team(), STAGING, '1.4.2');
    await judged(number);

    await bob.close(number);
    await commentWith(number, /closed without merging/);
    await bob.reopen(number);
    await commentWith(number, /merging deploys checkout 1\.4\.2 to staging/);
    await restarted(team());
    expect((await offered(team(), STAGING, '1.4.2')).number).toBe(number);

    await merge(alice, number);
    await commentWith(number, /checkout 1\.4\.2 serves in staging/);
    await serves(STAGING, '1.4.2');

    const production = 'production/checkout';
    const before = await alice.file(fileOf(production));
    const onwards = await offered(team(), production, '1.4.2');
    const after = await alice.file(fileOf(production), onwards.branch);
    expect(overrides(after)).toBe(overrides(before));
    expect(after).toContain('CURRENCY: EUR');
    expect(after).toContain('LOG_LEVEL: info');
    expect((await judged(onwards.number)).comment).toContain('europe-west1');
    await merge(alice, onwards.number);
    await commentWith(onwards.number, /checkout 1\.4\.2 serves in production/);
    await serves(production, '1.4.2');
  }, 150_000);
}
