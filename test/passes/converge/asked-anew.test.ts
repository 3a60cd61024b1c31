// The plan of a merge request shows what is not as Git says; whoever merges it gets what it showed, whatever it changes.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';
import { copies, removeSecret, withSecrets, writeSecret } from '../secrets/secret-world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';

async function touched(world: World): Promise<number> {
  const text = world.read('main', path) ?? '';
  const number = await world.open({ files: { [path]: `${text}# once more\n` } });
  await world.settle();
  return number;
}

async function moved(world: World): Promise<void> {
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  const [old] = (await world.live(dev))?.revisions ?? [];
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.asked = [{ revision: old?.name ?? '', percent: 100, tag: null }];
  });
}

const running = { serving: { [dev]: '1.0.0' } } as const;

story('a merge that asks for the same takes back what its plan showed', running, async (world) => {
  await moved(world);
  const number = await touched(world);
  expect(world.comment(number)).toContain('move all traffic');
  await world.merge(number);
  await world.settle();
  await world.later(120_000);
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  const again = await touched(world);
  expect(world.comment(again)).toContain('merging changes nothing that runs');
});

story('without one, traffic that a person moved stays where it is', running, async (world) => {
  await moved(world);
  await world.push({ 'environments/README.md': 'of no concern' });
  await world.settle();
  await world.later(120_000);
  const number = await touched(world);
  expect(world.comment(number)).toContain('move all traffic');
});

story(
  'a secret made anew under the number that is pinned arrives with the next merge, as its plan says',
  withSecrets,
  async (world) => {
    writeSecret(world, 'API_KEY');
    await world.push({ [path]: `${world.read('main', path) ?? ''}secrets:\n  API_KEY: 1\n` });
    await world.settle();
    removeSecret(world, 'API_KEY');
    await world.later(60_000);
    const value = writeSecret(world, 'API_KEY');
    await world.later(60_000);
    expect(copies(world)['checkout__API_KEY']).not.toContain(value);
    const number = await touched(world);
    expect(world.comment(number)).toContain('API_KEY: version 1 → 1, copied anew');
    await world.merge(number);
    await world.settle();
    await world.later(120_000);
    expect(copies(world)['checkout__API_KEY']).toContain(value);
    const again = await touched(world);
    expect(world.comment(again)).toContain('merging changes nothing that runs');
  },
);
