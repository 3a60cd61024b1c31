// Branches that do not merge cleanly, and two merge requests that want the same target.

import { expect, test } from '@jest/globals';
import { propose, type Team, withTimeout, withVersion } from '../../support/sandbox-team.ts';

const FILE = 'environments/dev/storefront.yml';

export function conflicts(team: () => Team): void {
  test('of two merge requests on one target, the second is told of the conflict that the first brings', async () => {
    const { alice, bob, judged, merge, commentWith, serves } = team();
    const first = await propose(alice, FILE, (text) => withVersion(text, '3.1.0'));
    const second = await propose(bob, FILE, (text) => withTimeout(text, 20));
    const third = await propose(bob, FILE, (text) => withVersion(text, '3.0.0'));
    expect((await judged(first.number)).comment).toContain('3.0.1 → 3.1.0');
    expect((await judged(second.number)).comment).toMatch(/the version stays 3\.0\.1/);
    expect((await judged(third.number)).comment).toMatch(/no version 3\.0\.0/);

    await merge(alice, first.number);
    await commentWith(first.number, /storefront 3\.1\.0 serves in dev/);
    await commentWith(second.number, /the version stays 3\.1\.0/);
    const torn = await commentWith(third.number, /conflict/);
    expect(torn).toContain(FILE);
    const { plan } = await judged(third.number);
    expect(plan.status).toBe('failed');
    await serves('dev/storefront', '3.1.0');

    const onto = await bob.clone();
    await bob.git(onto, 'checkout', '--quiet', third.branch);
    await bob.git(onto, 'merge', '--quiet', '-X', 'theirs', '-m', 'Take main in', 'origin/main');
    await bob.git(onto, 'push', '--quiet', 'origin', third.branch);
    const resolved = await judged(third.number);
    expect(resolved.comment).not.toMatch(/conflict/);
    expect(resolved.plan.status).toBe('success');
    await bob.close(third.number);

    await merge(bob, second.number);
    await commentWith(second.number, /storefront 3\.1\.0 serves in dev/);
    expect(await team().comment(first.number)).toMatch(/storefront 3\.1\.0 serves in dev/);
  }, 120_000);
}

export function quickMerges(team: () => Team): void {
  test('two merges in quick succession: each comment is true at the end', async () => {
    const { alice, bob, merge, judged, commentWith, rows } = team();
    const one = await propose(alice, FILE, (text) => withTimeout(text, 21));
    const two = await propose(bob, FILE, (text) => `${text}# And a word.\n`);
    await judged(one.number);
    await judged(two.number);
    await merge(alice, one.number);
    const three = await propose(bob, FILE, (text) => withTimeout(text, 22));
    await merge(bob, three.number);
    await commentWith(three.number, /serves in dev/);
    await commentWith(one.number, /serves in dev|superseded by [!#]\d+/);
    await rows('dev/storefront', 'serving');
    await bob.close(two.number);
  }, 120_000);
}
