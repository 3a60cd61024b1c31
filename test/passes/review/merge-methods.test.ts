// However a merge request came into the default branch, what it changed is told.

import { expect } from '@jest/globals';
import { inventoryFile } from '../../support/world/documents.ts';
import { story } from '../../support/story.ts';
import type { MergeHow } from '../../support/world/people.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;
const hows: readonly MergeHow[] = ['with a merge commit', 'by squashing', 'by rebasing'];

for (const how of hows) {
  story(`of two commits that were merged ${how}, none is forgotten`, running, async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.add(number, { 'inventory/checkout.yml': `${inventoryFile('checkout')}# twice\n` });
    await world.settle();
    // Somebody else's merge in between is none of its doing.
    const other = { 'inventory/other.yml': inventoryFile('other', ['dev']) };
    await world.merge(await world.open({ files: other }));
    await world.merge(number, how);
    await world.settle();
    expect(world.comment(number)).toContain('| dev/checkout | 1.0.0 → 1.1.0 |');
    expect(world.comment(number)).toContain('checkout 1.1.0 serves in dev');
    expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
  });
}
