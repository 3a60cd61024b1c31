// What a merge would be refused for is found before it, whatever the number of targets.

import { expect } from '@jest/globals';
import { readTail } from '../../../src/plan/comment/tail.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';
import { environmentFile, inventoryFile } from '../../support/world/documents.ts';
import { dev, path, withSecrets, writeSecret } from './secret-world.ts';

const REFUSED = 'Runway may not create secrets in acme-runway-dev';
const more = ['one', 'two', 'three', 'four', 'five'].map((name) => `dev-${name}`);

/** With what a merge request changes beside. */
async function pinned(world: World, beside: Record<string, string> = {}): Promise<number> {
  writeSecret(world, 'API_KEY');
  world.secrets.denied.add('secretmanager.secrets.create');
  const text = `${world.read('main', path) ?? ''}secrets:\n  API_KEY: 1\n`;
  const number = await world.open({ files: { [path]: text, ...beside } });
  await world.settle();
  return number;
}

story(
  'a right that Runway lacks stands in the way, and does not once it is granted',
  withSecrets,
  async (world) => {
    const number = await pinned(world);
    expect(world.comment(number)).toContain(REFUSED);
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'blocked' });
    world.secrets.denied.clear();
    await world.run('review', `${number}`);
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'clear' });
  },
);

story(
  'rights are asked for also where too many targets are reviewed to rehearse each',
  {
    files: {
      ...withSecrets.files,
      ...Object.fromEntries(
        more.map((name) => [`environments/${name}/environment.yml`, environmentFile(name)]),
      ),
      'inventory/checkout.yml': inventoryFile('checkout', ['dev', ...more]),
    },
    serving: {
      [dev]: '1.0.0',
      ...Object.fromEntries(more.map((name) => [`${name}/checkout`, '1.0.0'])),
    },
  },
  async (world) => {
    world.runtime.refuse(['That is asked of few targets alone.']);
    const overrides = 'overrides: { scalability: { min_instances: 2 } }\n';
    const beside = more.map((name) => [
      `environments/${name}/checkout.yml`,
      world.file(`${name}/checkout`, '1.0.0', overrides),
    ]);
    const number = await pinned(world, Object.fromEntries(beside));
    expect(Object.keys(readTail(world.comment(number))?.targets ?? {})).toHaveLength(6);
    expect(world.comment(number)).toContain(REFUSED);
    expect(world.comment(number)).not.toContain('few targets alone');
  },
);

story(
  'a deployment that the inventory does not list names the merge request that would list it',
  { files: { 'inventory/checkout.yml': inventoryFile('checkout', ['staging']) } },
  async (world) => {
    const files = { [path]: world.file(dev, '1.0.0') };
    const number = await world.open({ files });
    await world.settle();
    expect(world.comment(number)).toMatch(/Add `?dev`? to .*in .*inventory\/checkout\.yml/);
    const listing = await world.open({
      files: { 'inventory/checkout.yml': inventoryFile('checkout', ['dev', 'staging']) },
    });
    await world.run('review', `${number}`);
    expect(world.comment(number)).toContain(`${listing} is open and lists`);
    expect(world.comment(number)).toContain('Merge that one first.');
    await world.merge(listing);
    await world.settle();
    await world.run('review', `${number}`);
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'clear' });
  },
);

story(
  'who takes a workload out of the inventory is sent to no other branch that has it still',
  { serving: { [dev]: '1.0.0' } },
  async (world) => {
    await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    const number = await world.open({ files: { 'inventory/checkout.yml': null } });
    await world.settle();
    expect(world.comment(number)).toContain('or remove this file');
    expect(world.comment(number)).not.toContain('is open and lists');
  },
);
