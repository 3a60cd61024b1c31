// What people change on a promotion or around it is respected.

import { expect, test } from '@jest/globals';
import { propose, type Team, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import { fileOf, offered, offers, release, restarted } from './promotion-offers.ts';

const STAGING = 'staging/catalog';

export function promotionByHand(team: () => Team): void {
  test('a branch that a person has pushed to is left alone, and what they wrote is merged', async () => {
    const { bob, judged, merge, commentWith, serves } = team();
    await release(team(), 'dev/catalog', '2.3.1');
    const { number, branch } = await offered(team(), STAGING, '2.3.1');
    await judged(number);
    const text = await bob.file(fileOf(STAGING), branch);
    const more = text.includes('\noverrides:')
      ? text.replace('\noverrides:\n', '\noverrides:\n  request_timeout: 25\n')
      : `${text}\noverrides:\n  request_timeout: 25\n`;
    await bob.commit({
      branch,
      message: 'feat: answer sooner in staging',
      files: { [fileOf(STAGING)]: more },
    });
    const { head } = await judged(number);

    await release(team(), 'dev/catalog', '2.4.0');
    await restarted(team());
    expect(await bob.mergeRequest(number)).toMatchObject({ head, state: 'opened' });
    expect((await judged(number)).comment).toMatch(/catalog 2\.3\.1 to staging/);

    await merge(bob, number);
    await commentWith(number, /catalog 2\.3\.1 serves in staging/);
    await serves(STAGING, '2.3.1');
  }, 150_000);

  test('the release that waited is offered next, and keeps what they wrote', async () => {
    const { bob, judged, merge, commentWith, serves } = team();
    const { number, branch } = await offered(team(), STAGING, '2.4.0');
    expect(await bob.file(fileOf(STAGING), branch)).toContain('request_timeout: 25');
    await judged(number);
    await merge(bob, number);
    await commentWith(number, /catalog 2\.4\.0 serves in staging/);
    await serves(STAGING, '2.4.0');
  }, 90_000);

  test('an offer is closed by the bot when the release came another way', async () => {
    const { bob, olga, judged, merge, commentWith, serves } = team();
    const offer = await offered(team(), 'production/catalog', '2.4.0');
    await judged(offer.number);
    const own = await propose(olga, fileOf('production/catalog'), (text) =>
      withVersion(text, '2.4.0'),
    );
    await judged(own.number);
    await merge(olga, own.number);
    await commentWith(own.number, /catalog 2\.4\.0 serves in production/);
    await serves('production/catalog', '2.4.0');
    await eventually('the offer to be closed', async () => {
      const { state } = await bob.mergeRequest(offer.number);
      return state === 'closed' ? true : null;
    });
    const notes = (await bob.notes(offer.number)).map(({ body }) => body);
    expect(notes.filter((body) => body.includes('asks for this release'))).toHaveLength(1);
    await restarted(team());
    expect(await offers(team(), 'production/catalog')).toEqual([]);
  }, 120_000);
}
