// A merge that leaves one commit behind where there were several.

import { expect, test } from '@jest/globals';
import { propose, type Team, withTimeout } from '../../support/sandbox-team.ts';

const FILE = 'environments/dev/storefront.yml';

export function squashes(team: () => Team): void {
  test('a squash merge converges and reports', async () => {
    const { alice, judged, merge, commentWith, rows } = team();
    const { number, branch } = await propose(alice, FILE, (before) => withTimeout(before, 31));
    await judged(number);
    const text = await alice.file(FILE, branch);
    await alice.commit({
      branch,
      message: 'A second step',
      files: { [FILE]: withTimeout(text, 32) },
    });
    await judged(number);
    await merge(alice, number, 'squash');
    await commentWith(number, /serves in dev/);
    const titles = (await alice.commits('main')).map(({ title }) => title);
    expect(titles).not.toContain('A second step');
    await rows('dev/storefront', 'serving');
  }, 60_000);
}
