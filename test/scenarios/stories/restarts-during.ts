// Killed without warning at any moment of a release, the bot goes on where the world stands.

import { expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { propose, type Team, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import { fileOf, offered, offers } from './promotion-offers.ts';
import { startBot, stopBot } from './restarts-bot.ts';

const TARGET = 'dev/checkout';

/** What the comment says when it is time to pull the plug; null: at the moment of the merge. */
export const moments: readonly (readonly [string, RegExp | null, string])[] = [
  ['right after the merge', null, '1.4.2'],
  ['while the image is copied', /on its way/, '1.4.0'],
  ['after the new revision was asked for', /revision checkout-/, '1.4.1'],
  ['during the traffic step', /✓ revision/, '1.4.2'],
  ['after the last word', /serves in dev/, '1.4.0'],
];

/** `told`: those of the moments that are told. */
export function killedDuring(team: () => Team, told = moments): void {
  test.each(told)(
    'killed %s: the same end, and one comment',
    async (_moment, words, version) => {
      const number = await merged(team(), version);
      await eventually(`merge request ${number} to say ${words}`, async () => {
        const text = (await team().comment(number)) ?? '';
        return words === null || words.test(text) || text.includes('serves in dev') ? true : null;
      });
      await stopBot(team().sandbox, 'SIGKILL');
      await startBot(team().sandbox);
      await sameEnd(team(), number, version);
    },
    90_000,
  );
}

export function restartsDuring(team: () => Team): void {
  killedDuring(team);

  test('killed again and again: the same end, and one comment', async () => {
    const number = await merged(team(), '1.4.2');
    for (let times = 0; times < 4; times += 1) {
      await stopBot(team().sandbox, 'SIGKILL');
      await startBot(team().sandbox);
      await wait(1_000 + 700 * times);
    }
    await sameEnd(team(), number, '1.4.2');
  }, 120_000);

  test('told to stop, it lets what runs end, and goes on when it is started', async () => {
    const number = await merged(team(), '1.4.0');
    const began = Date.now();
    await stopBot(team().sandbox, 'SIGTERM');
    expect(Date.now() - began).toBeLessThan(21_000);
    const { code, stderr } = await team().sandbox.runway(
      'passes',
      '--settings',
      team().sandbox.bot.settings,
    );
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^RUNWAY_BOT_UNREACHABLE: .*\n.*runway serve/),
    });
    await startBot(team().sandbox);
    await sameEnd(team(), number, '1.4.0');
  }, 90_000);
}

async function merged({ alice, judged, merge }: Team, version: string): Promise<number> {
  const { number } = await propose(alice, fileOf(TARGET), (text) => withVersion(text, version));
  await judged(number);
  await merge(alice, number);
  return number;
}

async function sameEnd(team: Team, number: number, version: string): Promise<void> {
  const there = '1.4.1';
  await team.commentWith(
    number,
    new RegExp(`checkout ${version.replaceAll('.', '\\.')} serves in`),
  );
  await team.serves(TARGET, version);
  expect(await team.calls(number)).toEqual([]);
  if (version === there) {
    await eventually('no offer to be open', async () => {
      return (await offers(team, 'staging/checkout')).length === 0 ? true : null;
    });
  } else {
    const { number: offer } = await offered(team, 'staging/checkout', version);
    await team.judged(offer);
    expect(await team.calls(offer)).toEqual([]);
  }
}
