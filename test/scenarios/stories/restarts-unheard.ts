// What happens at the forge while the bot is down is found when it comes back.

import { expect, test } from '@jest/globals';
import { propose, type Team, withVersion } from '../../support/sandbox-team.ts';
import { fileOf, offered, offers, quiet, release } from './promotion-offers.ts';
import { startBot, stopBot } from './restarts-bot.ts';

export function restartsUnheard(team: () => Team): void {
  test('merge requests that were opened, merged and closed meanwhile are all seen to', async () => {
    const { alice, bob, judged, merge, commentWith, serves, sandbox } = team();
    await release(team(), 'dev/catalog', '2.3.1');
    const offer = await offered(team(), 'staging/catalog', '2.3.1');
    await judged(offer.number);
    const waiting = await propose(alice, fileOf('dev/storefront'), (text) =>
      withVersion(text, '3.1.0'),
    );
    await judged(waiting.number);

    await stopBot(sandbox);
    await merge(alice, waiting.number);
    await bob.close(offer.number);
    const unseen = await propose(bob, fileOf('staging/checkout'), (text) =>
      withVersion(text, '1.4.0'),
    );
    const refused = await propose(bob, fileOf('dev/catalog'), (text) => `${text}nonsense: 1\n`);
    await bob.close(refused.number);
    const began = Date.now();
    await startBot(sandbox);

    await commentWith(waiting.number, /storefront 3\.1\.0 serves in dev/);
    await serves('dev/storefront', '3.1.0');
    expect((await judged(unseen.number)).comment).toMatch(/1\.4\.1 → 1\.4\.0/);
    await commentWith(offer.number, /closed without merging/);
    await quiet(sandbox, began);
    expect(await offers(team(), 'staging/catalog')).toEqual([]);
    await bob.close(unseen.number);
  }, 120_000);
}
