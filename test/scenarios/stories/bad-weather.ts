// GitHub has a bad day: a release goes through it all the same, and nobody is called.

import { expect, test } from '@jest/globals';
import { listedMethods, strike, tally } from '../../faults/weathers.ts';
import { faultsOf } from '../../support/sandbox-faults.ts';
import { propose, type Team, withTimeout } from '../../support/sandbox-team.ts';
import { startBot, stopBot } from './restarts-bot.ts';

const FILE = 'environments/dev/storefront.yml';
const TARGET = 'dev/storefront';

/** What nobody may take out of a release without being noticed. */
const INDISPENSABLE = [
  'GET /repos/:owner/:repo/pulls',
  'GET /repos/:owner/:repo/pulls/:number',
  'GET /repos/:owner/:repo/issues/:number/comments',
  'POST /repos/:owner/:repo/issues/:number/comments',
  'PATCH /repos/:owner/:repo/issues/comments/:comment_id',
  'POST /repos/:owner/:repo/check-runs',
  'POST /repos/:owner/:repo/deployments',
];

export function badWeather(team: () => Team): void {
  async function releaseThrough(seconds: number): Promise<number> {
    const { alice, calls, commentWith, judged, merge, rows } = team();
    const { number } = await propose(alice, FILE, (text) => withTimeout(text, seconds));
    await judged(number);
    await merge(alice, number);
    await commentWith(number, /serves in dev/);
    await rows(TARGET, 'serving');
    expect(await calls(number)).toEqual([]);
    return number;
  }

  test('every method answers 502 once', async () => {
    const { sandbox } = team();
    const faults = faultsOf(sandbox);
    const methods = (await listedMethods(faults)).filter(({ service }) => service === 'github');
    const how = { harm: () => ({ status: 502 }), times: 1, user: 'runway[bot]' };
    const set = await strike(faults, methods, how);
    try {
      // With nothing in its memory the bot asks for all that it needs.
      await stopBot(sandbox, 'SIGKILL');
      await startBot(sandbox);
      await releaseThrough(41);
      const struck = Object.keys(await tally(faults, set));
      expect(INDISPENSABLE.filter((name) => !struck.includes(`github ${name}`))).toEqual([]);
    } finally {
      await faults.clear();
    }
  }, 120_000);

  test('the secondary rate limit is reached, and its Retry-After waited for', async () => {
    const faults = faultsOf(team().sandbox);
    const method = 'POST *check-runs';
    const fault = { status: 429, retryAfterMs: 2_000 };
    const set = await faults.set({ service: 'github', method, fault, times: 2 });
    try {
      await releaseThrough(42);
      expect((await faults.find(set.id)).struck).toBe(2);
    } finally {
      await faults.clear();
    }
  }, 120_000);
}
