// A plan of what workloads run with, from a person's clone.

import { expect } from '@jest/globals';
import { EXIT } from '../../src/cli/exit.ts';
import { plan } from '../../src/cli/plan/plan-checkout.ts';
import type { Target } from '../../src/resources/address.ts';
import { story } from '../support/story.ts';
import type { World } from '../support/world.ts';
import { environmentFile, inventoryFile } from '../support/world/documents.ts';
import { saidBy } from './said.ts';

const wish = {
  files: { 'environments/dev/environment.yml': environmentFile('dev', { provisioned: true }) },
} as const;

function planned(world: World, files: Record<string, string | null>, targets: Target[] = []) {
  world.origin.git('checkout', '-q', '-B', 'change', 'main');
  world.origin.commit(files);
  const repository = world.origin.clone;
  const options = { program: 'provisioner', base: 'main', offline: true, json: false } as const;
  return saidBy(() => plan(targets, { ...options, repository }));
}

story('shows what an entry brings, and in provisioned environments alone', wish, async (world) => {
  const { code, out } = await planned(world, {
    'inventory/search.yml': inventoryFile('search', ['dev', 'staging']),
  });
  expect(code).toBe(EXIT.changes);
  expect(out).toContain('dep-search');
  expect(out).not.toContain('staging/search');
});

story('shows what goes with an entry', wish, async (world) => {
  const { code, out } = await planned(world, { 'inventory/checkout.yml': null });
  expect(code).toBe(EXIT.changes);
  expect(out).toContain('dev/checkout');
  expect(out).toContain('remove');
});

story('says nothing of a release', wish, async (world) => {
  const { code, out } = await planned(world, {
    'environments/dev/checkout.yml': world.file('dev/checkout', '1.1.0'),
  });
  expect([code, out]).toEqual([EXIT.done, 'Nothing would change.\n']);
});

story('names a target that no entry has', wish, async (world) => {
  const asked = planned(world, { 'README.md': 'hello\n' }, ['dev/nobody']);
  await expect(asked).rejects.toThrow('inventory/nobody.yml');
});
