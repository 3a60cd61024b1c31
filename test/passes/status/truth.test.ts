// `serving` is what callers get, not what was once written.

import { expect } from '@jest/globals';
import { readStatus } from '../../../src/passes/status/read-status.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

async function row(world: World) {
  const remembered = await world.outside.ledger.all();
  const rows = await readStatus(world.outside, remembered, new AbortController().signal);
  return rows.find(({ target }) => target === dev);
}

story('a target whose traffic a person moved is told apart', running, async (world) => {
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  expect(await row(world)).toMatchObject({ state: 'serving', version: '1.1.0', reason: '' });
  const [old] = (await world.live(dev))?.revisions ?? [];
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.asked = [{ revision: old?.name ?? '', percent: 100, tag: null }];
  });
  const told = await row(world);
  expect(told).toMatchObject({ state: 'serving', version: '1.0.0' });
  expect(told?.reason).toContain('1.1.0');
});

story('a target whose traffic is still on its way does not serve yet', running, async (world) => {
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.asked = [{ revision: 'checkout-not-there-1', percent: 100, tag: null }];
  });
  expect(await row(world)).toMatchObject({ state: 'deploying', version: '1.0.0' });
});
