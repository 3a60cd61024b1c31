import { expect } from '@jest/globals';
import { readTail } from '../../../src/plan/comment/tail.ts';
import { story } from '../../support/story.ts';
import { environmentFile, inventoryFile } from '../../support/world/documents.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';

story(
  'what the runtime would refuse stands in the way before anybody merges',
  { serving: { [dev]: '1.0.0' } },
  async (world) => {
    world.runtime.refuse(['Quota exceeded for max instances in us-east1.']);
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    expect(world.comment(number)).toContain('Quota exceeded for max instances');
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'blocked' });

    world.runtime.refuse([]);
    await world.run('review', `${number}`);
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'clear' });
  },
);

story(
  'what stood in the way outside of Git is taken back by itself once it does not any more',
  { serving: { [dev]: '1.0.0' } },
  async (world) => {
    world.runtime.refuse(['dev/checkout is not provisioned.']);
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'blocked' });

    world.runtime.refuse([]);
    await world.later(60_000);
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'clear' });
  },
);

const rules = { 'environments/dev/environment.yml': environmentFile('dev', { provisioned: true }) };

story(
  'what is provisioned by the same merge request is not refused for not being there',
  { files: { ...rules, 'inventory/checkout.yml': inventoryFile('checkout', ['staging']) } },
  async (world) => {
    world.runtime.refuse(['There is no such account.']);
    const files = {
      'inventory/checkout.yml': inventoryFile('checkout', ['dev', 'staging']),
      [path]: world.file(dev, '1.1.0'),
    };
    const number = await world.open({ files });
    await world.settle();
    expect(world.comment(number)).toContain('This merge request also provisions it');
    expect(world.comment(number)).not.toContain('There is no such account');
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'clear' });
  },
);

story(
  'where it should be provisioned already, what is missing stands in the way',
  { files: rules },
  async (world) => {
    world.runtime.refuse(['There is no such account.']);
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    expect(world.comment(number)).toContain('There is no such account');
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'blocked' });
  },
);
