// However a merge request came into the default branch, what it changed is told.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import type { MergeHow } from '../../support/world/people.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const staging = 'staging/checkout';
const running = { serving: { [dev]: '1.0.0', [staging]: '1.0.0' } } as const;
const hows: readonly MergeHow[] = ['with a merge commit', 'by squashing', 'by rebasing'];

for (const how of hows) {
  story(
    `two commits that were merged ${how} are both told, and nobody else's`,
    running,
    async (world) => {
      const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
      await world.add(number, { 'notes.md': 'Twice.\n' });
      await world.settle();
      // Somebody else's merge in between is none of its doing.
      const other = { 'environments/staging/checkout.yml': world.file(staging, '1.1.0') };
      await world.merge(await world.open({ files: other }));
      await world.merge(number, how);
      await world.settle();
      expect(world.comment(number)).toContain('| dev/checkout | 1.0.0 → 1.1.0 |');
      expect(world.comment(number)).toContain('checkout 1.1.0 serves in dev');
      expect(world.comment(number)).not.toContain(staging);
      expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
    },
  );
}
