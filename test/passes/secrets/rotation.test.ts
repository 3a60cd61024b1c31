// A newer version in Vault becomes a merge request, merged as the environment says.

import { expect } from '@jest/globals';
import { story } from '../../support/story.ts';
import type { World, WorldWish } from '../../support/world.ts';
import { environmentFile } from '../../support/world/documents.ts';
import { copies, dev, path, withSecrets, writeSecret } from './secret-world.ts';

const MINUTE = 60_000;
const branch = 'runway/rotate/dev/checkout';

function rotated(rotation: 'manual' | 'onApproval' | 'auto'): WorldWish {
  const rules = environmentFile('dev', { grace: '1h', secrets: true, rotation });
  return { ...withSecrets, files: { 'environments/dev/environment.yml': rules } };
}

/** Everything that Vault holds is pinned and runs. */
async function settled(world: World): Promise<void> {
  writeSecret(world, 'API_KEY');
  const text = world.file(dev, '1.0.0').replace('version: 1.0.0', 'version: 1.1.0');
  const number = await world.open({ files: { [path]: text } });
  await world.settle();
  await world.merge(number);
  await world.settle();
}

async function offers(world: World, state: 'open' | 'all' = 'open') {
  await world.run('watch', '*');
  await world.later(10 * MINUTE);
  await world.settle();
  return world.outside.forge.mergeRequests({ state, source: branch });
}

story(
  'a newer version is offered, and copied when people merge it',
  rotated('manual'),
  async (world) => {
    await settled(world);
    expect(await offers(world)).toEqual([]);
    const value = writeSecret(world, 'API_KEY');
    const [offer, ...more] = await offers(world);
    expect(more).toEqual([]);
    expect(offer?.title).toBe('Rotate API_KEY of checkout in dev');
    expect(world.read(branch, path)).toContain('API_KEY: 2');
    expect(world.comment(offer?.number ?? 0)).toMatch(/API_KEY.*1 → 2/);
    expect(world.vault.world.valuesRead).toEqual(['checkout/API_KEY@1']);
    await world.merge(offer?.number ?? 0);
    await world.settle();
    expect(copies(world)['checkout__API_KEY']).toContain(value);
    expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
    expect(await offers(world)).toEqual([]);
  },
);

story(
  'a newer one yet updates it, and one that was closed is remembered',
  rotated('manual'),
  async (world) => {
    await settled(world);
    writeSecret(world, 'API_KEY');
    const [first] = await offers(world);
    writeSecret(world, 'API_KEY');
    const [updated, ...more] = await offers(world);
    expect(more).toEqual([]);
    expect(updated?.number).toBe(first?.number);
    expect(world.read(branch, path)).toContain('API_KEY: 3');
    await world.close(updated?.number ?? 0, 'alice');
    expect(await offers(world)).toEqual([]);
    await world.later(60 * MINUTE);
    expect(await offers(world)).toEqual([]);
    writeSecret(world, 'API_KEY');
    expect(await offers(world)).toHaveLength(1);
    expect(await offers(world, 'all')).toHaveLength(2);
  },
);

story('it closes by itself once nothing is left to rotate', rotated('manual'), async (world) => {
  await settled(world);
  writeSecret(world, 'API_KEY');
  expect(await offers(world)).toHaveLength(1);
  const text = world.read('main', path)?.replace('API_KEY: 1', 'API_KEY: 2') ?? '';
  await world.push({ [path]: text });
  expect(await offers(world)).toEqual([]);
});

story('the bot merges by itself where the environment says so', rotated('auto'), async (world) => {
  await settled(world);
  const value = writeSecret(world, 'API_KEY');
  expect(await offers(world)).toEqual([]);
  expect(world.read('main', path)).toContain('API_KEY: 2');
  expect(copies(world)['checkout__API_KEY']).toContain(value);
});

story('where approval is wanted, the bot waits for it', rotated('onApproval'), async (world) => {
  await settled(world);
  writeSecret(world, 'API_KEY');
  const [offer] = await offers(world);
  expect(offer?.state).toBe('open');
  await world.approve(offer?.number ?? 0, { by: 'mallory', member: false });
  await world.settle();
  expect(world.read('main', path)).toContain('API_KEY: 1');
  await world.approve(offer?.number ?? 0);
  await world.settle();
  expect(world.read('main', path)).toContain('API_KEY: 2');
});

story('what a person has added to it is merged by people alone', rotated('auto'), async (world) => {
  await settled(world);
  await world.push({
    'environments/dev/environment.yml': environmentFile('dev', { secrets: true }),
  });
  writeSecret(world, 'API_KEY');
  const [offer] = await offers(world);
  const text = `${world.read(branch, path)}overrides:\n  request_timeout: 5\n`;
  await world.add(offer?.number ?? 0, { [path]: text });
  const rules = rotated('auto').files?.['environments/dev/environment.yml'] ?? '';
  await world.push({ 'environments/dev/environment.yml': rules });
  expect(await offers(world)).toHaveLength(1);
  expect(world.read('main', path)).toContain('API_KEY: 1');
});
