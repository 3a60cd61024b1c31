// A promotion renders the manifest of the environment that receives, and makes a file that is missing.

import { expect, test } from '@jest/globals';
import type { Team } from '../../support/sandbox-team.ts';
import { fileOf, offered, release } from './promotion-offers.ts';

const STAGING = 'staging/storefront';

export function promotionManifest(team: () => Team): void {
  test('a receiving file that is missing is made, without what is meant for another environment', async () => {
    const { alice, commentWith, judged, merge, rows, serves } = team();
    const removal = await alice.propose({
      title: 'Take storefront out of staging',
      files: { [fileOf(STAGING)]: null },
    });
    await judged(removal.number);
    await merge(alice, removal.number);
    await rows(STAGING, 'parked');

    await release(team(), 'dev/storefront', '3.1.0');
    expect(await alice.file(fileOf('dev/storefront'))).toContain('GREETING: Hello, developer');
    const { number, branch } = await offered(team(), STAGING, '3.1.0');
    const made = await alice.file(fileOf(STAGING), branch);
    expect(made).toContain('version: 3.1.0');
    expect(made).not.toContain('GREETING');
    await judged(number);
    await merge(alice, number);
    await commentWith(number, /storefront 3\.1\.0 serves in staging/);
    await serves(STAGING, '3.1.0');
  }, 120_000);

  test('a manifest of its own for an environment stands in place of the common one', async () => {
    const { alice, commentWith, judged, merge, serves } = team();
    const target = 'production/storefront';
    const { number, branch } = await offered(team(), target, '3.1.0');
    const file = await alice.file(fileOf(target), branch);
    expect(file).toMatch(/max_instances: 40/);
    expect(file).toMatch(/europe-west1/);
    await judged(number);
    await merge(alice, number);
    await commentWith(number, /storefront 3\.1\.0 serves in production/);
    const regions = (await team().sandbox.status()).filter((row) => row.target === target);
    expect(regions.map(({ region }) => region).sort()).toEqual(['europe-west1', 'us-east1']);
    await serves(target, '3.1.0');
  }, 90_000);
}
