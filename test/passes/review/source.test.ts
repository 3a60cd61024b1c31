// Which commit of its service project a release is from.

import { expect } from '@jest/globals';
import type { Sha } from '../../../src/ports/forge.ts';
import { story } from '../../support/story.ts';
import { bareDeployment } from '../../support/world/documents.ts';
import { minutes, type World } from '../../support/world.ts';

const dev = 'dev/checkout';
const staging = 'staging/checkout';
const path = 'environments/dev/checkout.yml';
const promotion = 'runway/promote/staging/checkout';

/** From now on this name in the service project means another commit. */
function move(world: World, name: string, commit: Sha): void {
  const before = { ...world.outside.projects };
  Object.assign(world.outside.projects, {
    commit: (project: string, ref: string) =>
      ref === name ? Promise.resolve(commit) : before.commit(project, ref),
  });
}

story(
  'a promotion keeps its commit when the tag in the service project moves',
  {},
  async (world) => {
    world.checkout.push('3.0.0', { labelled: false });
    await world.push({ [path]: world.file(dev, '3.0.0') });
    await world.settle();
    move(world, '3.0.0', world.checkout.commit('1.0.0'));
    await world.later(minutes(11));
    expect(world.read(promotion, `environments/${staging}.yml`)).toBe(world.file(staging, '3.0.0'));
  },
);

story('a label that names a branch is not taken for a commit', {}, async (world) => {
  world.checkout.push('3.0.0');
  const before = { ...world.outside.registry };
  Object.assign(world.outside.registry, {
    async describe(...asked: Parameters<typeof before.describe>) {
      const found = await before.describe(...asked);
      const labels = { 'org.opencontainers.image.revision': 'main' };
      return found === null ? null : { ...found, labels };
    },
  });
  move(world, 'main', world.checkout.commit('1.0.0'));
  const number = await world.open({ files: { [path]: bareDeployment('checkout', '3.0.0') } });
  await world.settle();
  const { source } = await world.mergeRequest(number);
  expect(world.read(source, path)).toContain(world.checkout.commit('3.0.0'));
});
