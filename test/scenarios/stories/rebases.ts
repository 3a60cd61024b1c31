// A merge that leaves the commits of the branch behind, rewritten, and no merge commit.

import { expect, test } from '@jest/globals';
import { propose, type Team, withTimeout } from '../../support/sandbox-team.ts';

const FILE = 'environments/dev/storefront.yml';

export function rebases(team: () => Team): void {
  test('a rebase of several commits converges and reports', async () => {
    const { alice, judged, merge, commentWith, rows } = team();
    const { branch, number } = await propose(alice, FILE, (text) => withTimeout(text, 35));
    const text = await alice.file(FILE, branch);
    await alice.commit({
      branch,
      message: 'A second step',
      files: { [FILE]: withTimeout(text, 36) },
    });
    // Something else comes first, so that the commits are rewritten.
    const other = await alice.propose({
      title: 'A word in between',
      files: { 'docs/between.md': '# Between\n' },
    });
    await judged(other.number);
    await merge(alice, other.number);
    await judged(number);
    await merge(alice, number, 'rebase');
    await commentWith(number, /serves in dev/);
    const titles = (await alice.commits('main')).map(({ title }) => title);
    expect(titles.slice(0, 2)).toEqual(['A second step', `Change ${FILE}`]);
    await rows('dev/storefront', 'serving');
  }, 90_000);
}
