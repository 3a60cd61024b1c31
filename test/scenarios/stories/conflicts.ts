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
    expect((await judged(first.iid)).comment).toContain('3.0.1 → 3.1.0');
    expect((await judged(second.iid)).comment).toMatch(/the version stays 3\.0\.1/);
    expect((await judged(third.iid)).comment).toMatch(/no version 3\.0\.0/);

    await merge(alice, first.iid);
    await commentWith(first.iid, /storefront 3\.1\.0 serves in dev/);
    await commentWith(second.iid, /the version stays 3\.1\.0/);
    const torn = await commentWith(third.iid, /conflict/);
    expect(torn).toContain(FILE);
    const { plan } = await judged(third.iid);
    expect(plan.status).toBe('failed');
    await serves('dev/storefront', '3.1.0');

    const onto = await bob.clone();
    await bob.git(onto, 'checkout', '--quiet', third.source_branch);
    await bob.git(onto, 'merge', '--quiet', '-X', 'theirs', '-m', 'Take main in', 'origin/main');
    await bob.git(onto, 'push', '--quiet', 'origin', third.source_branch);
    const resolved = await judged(third.iid);
    expect(resolved.comment).not.toMatch(/conflict/);
    expect(resolved.plan.status).toBe('success');
    await bob.change(third.iid, { state_event: 'close' });

    await merge(bob, second.iid);
    await commentWith(second.iid, /storefront 3\.1\.0 serves in dev/);
    expect(await team().comment(first.iid)).toMatch(/storefront 3\.1\.0 serves in dev/);
  }, 120_000);

  test('two merges in quick succession: each comment is true at the end', async () => {
    const { alice, bob, merge, judged, commentWith, rows } = team();
    const one = await propose(alice, FILE, (text) => withTimeout(text, 21));
    const two = await propose(bob, FILE, (text) => `${text}# And a word.\n`);
    await judged(one.iid);
    await judged(two.iid);
    await merge(alice, one.iid);
    const three = await propose(bob, FILE, (text) => withTimeout(text, 22));
    await merge(bob, three.iid);
    await commentWith(three.iid, /serves in dev/);
    await commentWith(one.iid, /serves in dev|superseded by !\d+/);
    await rows('dev/storefront', 'serving');
    await bob.change(two.iid, { state_event: 'close' });
  }, 120_000);
}
