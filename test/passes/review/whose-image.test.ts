// A workload that names the image of another.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import { bareDeployment, inventoryFile } from '../../support/world/documents.ts';
import type { World } from '../../support/world.ts';

/** The project of the other workload has the same commits. */
function twin(world: World): void {
  const { projects } = world.outside;
  const before = { ...projects };
  Object.assign(projects, {
    commit: (_project: string, ref: string) => before.commit('acme/checkout', ref),
    files: (_project: string, ...rest: [string, Parameters<typeof before.files>[2]]) =>
      before.files('acme/checkout', ...rest),
  });
}

const inventory = { 'inventory/mine.yml': inventoryFile('mine', ['dev']) };
const strange = 'does not look like one of';

story('reviewers are told of an image that is not of the service project', {}, async (world) => {
  twin(world);
  const file = bareDeployment('mine', '1.0.0').replace('acme/mine', 'acme/checkout');
  const number = await world.open({ files: { ...inventory, 'environments/dev/mine.yml': file } });
  await world.settle();
  expect(world.comment(number)).toContain(strange);
  expect(world.comment(number)).toContain('registry.acme.dev/acme/checkout');
});

story('nothing is said of an image that is its own', {}, async (world) => {
  const files = { 'environments/dev/checkout.yml': bareDeployment('checkout', '1.0.0') };
  const number = await world.open({ files });
  await world.settle();
  expect(world.comment(number)).not.toContain(strange);
});
