// A newer value in Vault becomes a merge request, and no value is ever written down.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import type { Team } from '../../support/sandbox-team.ts';
import { personInVault } from '../../support/sandbox-vault.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import { DEPLOYMENT, hashOf, KEY, OWNERS, secretsOf } from './reviews.ts';

const BRANCH = 'runway/rotate/dev/reviews';

export function rotation(team: () => Team): void {
  test('a newer value becomes a merge request, and merging it brings that value', async () => {
    const { alice, bob, commentWith, judged, merge, sandbox } = team();
    const owner = await personInVault(sandbox, 'bob', OWNERS);
    const value = randomBytes(16).toString('hex');
    expect(await owner?.write(KEY, value)).toBe(2);
    const { number } = await eventually('the merge request that rotates', async () => {
      const [found = null] = await alice.mergeRequests({ state: 'opened', branch: BRANCH });
      return found;
    });
    const { comment } = await judged(number);
    expect(comment).toContain('MODERATION_KEY: version 1 → 2');
    await merge(bob, number);
    await commentWith(number, /reviews 1\.0\.0 serves in dev/);
    expect(await secretsOf(team())).toEqual({ MODERATION_KEY: hashOf(value) });
    expect(await bob.file(DEPLOYMENT)).toMatch(/MODERATION_KEY: 2\b/);
    expect(await filesWith(sandbox.dir, value)).toEqual([]);
  }, 180_000);
}

/** Files of the bot that hold a text: its logs, its mirror, its store. */
async function filesWith(dir: string, text: string): Promise<readonly string[]> {
  const found = await promisify(execFile)('grep', ['-rlaF', text, `${dir}/bot`, `${dir}/bot.log`])
    .then(({ stdout }) => stdout)
    .catch((error: { code: number; stdout: string }) => {
      // 1: nothing was found.
      if (error.code === 1) return '';
      throw error;
    });
  return found.split('\n').filter((line) => line !== '');
}
