// A lost database costs history and nothing else.

import { expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { propose, type Team, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import { fileOf, offered, offers, quiet, release } from './promotion-offers.ts';
import { startBot, stopBot } from './restarts-bot.ts';

export function restartsForgetful(team: () => Team): void {
  test('nothing is deployed anew, and offers and declines stand', async () => {
    const { alice, bob, comment, commentWith, judged, merge, sandbox } = team();
    await release(team(), 'dev/catalog', '2.4.0');
    const declined = await offered(team(), 'staging/catalog', '2.4.0');
    await judged(declined.number);
    await bob.close(declined.number);
    await commentWith(declined.number, /closed without merging/);
    const last = await release(team(), 'dev/checkout', '1.4.2');
    const open = await offered(team(), 'staging/checkout', '1.4.2');
    await judged(open.number);
    const older = await release(team(), 'dev/storefront', '3.0.1');
    const broken = await propose(alice, fileOf('production/checkout'), (text) =>
      withVersion(text, '1.5.0'),
    );
    await judged(broken.number);
    await merge(alice, broken.number);
    await commentWith(broken.number, /checkout 1\.5\.0 failed in production/);
    await eventually('people to be called', async () => {
      return (await team().calls(broken.number)).length === 1 ? true : null;
    });
    const before = await sandbox.status();
    const told = await comment(last.number);

    await stopBot(sandbox);
    await rm(join(sandbox.dir, 'bot/store'), { recursive: true });
    const began = Date.now();
    await startBot(sandbox);
    await quiet(sandbox, began);

    expect(await sandbox.status()).toEqual(before);
    expect(await comment(last.number)).toBe(told);
    expect(await comment(older.number)).toMatch(/storefront 3\.0\.1 serves in dev/);
    expect(await comment(broken.number)).toMatch(/checkout 1\.5\.0 (failed|is held)/);
    expect(await team().calls(broken.number)).toHaveLength(1);
    expect(await offers(team(), 'staging/catalog')).toEqual([]);
    expect((await offered(team(), 'staging/checkout', '1.4.2')).number).toBe(open.number);
    expect(await team().calls(open.number)).toEqual([]);
  }, 240_000);

  test('what it has forgotten goes on to the next environment', async () => {
    const { alice, judged, merge, commentWith, sandbox } = team();
    const { number } = await offered(team(), 'staging/checkout', '1.4.2');
    await judged(number);
    await merge(alice, number);
    await commentWith(number, /checkout 1\.4\.2 serves in staging/);
    await stopBot(sandbox, 'SIGKILL');
    await rm(join(sandbox.dir, 'bot/store'), { recursive: true });
    await startBot(sandbox);
    const onwards = await offered(team(), 'production/checkout', '1.4.2');
    await judged(onwards.number);
    expect(await offers(team(), 'production/checkout', 'all')).toHaveLength(1);
  }, 120_000);
}
