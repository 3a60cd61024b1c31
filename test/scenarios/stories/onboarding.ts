// From an inventory entry to a service that serves with its secret.

import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Team } from '../../support/sandbox-team.ts';
import { personInVault } from '../../support/sandbox-vault.ts';
import { eventually } from '../../support/sandbox-wait.ts';
import {
  deployment,
  DEPLOYMENT,
  described,
  hashOf,
  inventory,
  INVENTORY,
  KEY,
  OWNERS,
  provisioned,
  secretsOf,
  TARGET,
} from './reviews.ts';

export function onboarding(team: () => Team): void {
  test('a deployment of what nobody has onboarded is a mistake that names the file to add', async () => {
    const { bob, commentWith } = team();
    const files = { [DEPLOYMENT]: deployment };
    const { number } = await bob.propose({ title: 'Too early', files });
    expect(await commentWith(number, /no workload `reviews`/)).toContain(INVENTORY);
    await bob.close(number);
  }, 60_000);

  test('an inventory entry is planned, and merging it makes what it lists', async () => {
    const { alice, bob, comment, merge, sandbox } = team();
    const files = { [INVENTORY]: inventory };
    const { number, head } = await bob.propose({ title: 'Bring reviews to dev', files });
    const plan = await provisioned(team(), number, /merging/i);
    for (const words of ['run-reviews', 'dep-reviews', 'runway-dev-reviews', 'us-east1'])
      expect(plan).toContain(words);
    // What runs does not change, so nothing is said of it.
    expect(await comment(number)).toBeNull();
    await eventually('runway/provision to pass', async () => {
      const status = (await alice.statuses(head)).get('runway/provision');
      return status?.status === 'success' ? status : null;
    });

    await merge(bob, number);
    await provisioned(team(), number, /\*\*in place\*\*/);
    const { accounts } = await described(sandbox);
    expect(Object.keys(accounts)).toEqual(
      expect.arrayContaining(['dev/reviews/deploy', 'dev/reviews/runtime']),
    );
    expect(Object.keys(accounts)).not.toContain('staging/reviews/deploy');
  }, 120_000);

  test('nothing is left to do afterwards', async () => {
    const { stdout } = await team().sandbox.runway(
      'status',
      '--program',
      'provisioner',
      '--json',
      '--settings',
      team().sandbox.bot.settings,
    );
    const rows = JSON.parse(stdout) as readonly { target: string; state: string }[];
    expect(rows.find(({ target }) => target === TARGET)).toBeDefined();
    expect(rows.filter(({ state }) => state !== 'provisioned')).toEqual([]);
  }, 60_000);

  test('a secret that is missing in Vault is a mistake that says how to write it', async () => {
    const { bob, commentWith } = team();
    const files = { [DEPLOYMENT]: deployment };
    const { number } = await bob.propose({ title: 'reviews without its key', files });
    const told = await commentWith(number, /MODERATION_KEY/);
    expect(told).toContain('vault kv put');
    await bob.close(number);
  }, 60_000);

  test('its owner writes the secret, nobody else may, and the service gets that value', async () => {
    const { bob, commentWith, judged, merge, sandbox, serves } = team();
    expect(await personInVault(sandbox, 'alice', OWNERS)).toBeNull();
    const owner = await personInVault(sandbox, 'bob', OWNERS);
    const value = randomBytes(16).toString('hex');
    expect(await owner?.write(KEY, value)).toBe(1);

    const files = { [DEPLOYMENT]: deployment };
    const { number, branch } = await bob.propose({ title: 'reviews 1.0.0', files });
    const { comment, plan } = await judged(number);
    expect(plan.status).toBe('success');
    expect(comment).toContain('MODERATION_KEY');
    expect(await bob.file(DEPLOYMENT, branch)).toMatch(/MODERATION_KEY: 1\b/);
    await merge(bob, number);
    await commentWith(number, /reviews 1\.0\.0 serves in dev/);
    await serves(TARGET, '1.0.0');
    expect(await secretsOf(team())).toEqual({ MODERATION_KEY: hashOf(value) });
  }, 120_000);
}
