// Copies that no retained revision needs are disabled, destroyed after the grace time, and brought back for a rollback.

import { expect } from '@jest/globals';
import { readTail } from '../../../src/plan/comment/tail.ts';
import { story } from '../../support/story.ts';
import { environmentFile, inventoryFile } from '../../support/world/documents.ts';
import type { World } from '../../support/world.ts';
import { copies, dev, path, withSecrets, writeSecret } from './secret-world.ts';

const ID = 'checkout__API_KEY';
const HOUR = 3_600_000;

async function proposed(world: World, version: number): Promise<number> {
  const text = world.read('main', path) ?? '';
  const next = text.includes('secrets:')
    ? text.replace(/API_KEY: \d+/, `API_KEY: ${version}`)
    : `${text}secrets:\n  API_KEY: ${version}\n`;
  const number = await world.open({ files: { [path]: next } });
  await world.settle();
  return number;
}

async function pinned(world: World, version: number): Promise<void> {
  await world.merge(await proposed(world, version));
  await world.settle();
  await world.later(120_000);
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
}

function states(world: World): readonly string[] {
  return (world.secrets.secrets.get(ID)?.versions ?? []).map(({ state }) => state);
}

async function rotatedTimes(world: World, times: number): Promise<readonly string[]> {
  const values = Array.from({ length: times }, () => writeSecret(world, 'API_KEY'));
  for (let version = 1; version <= times; version += 1) await pinned(world, version);
  return values;
}

story(
  'what five ready revisions need stays, and what is older is disabled and then gone',
  withSecrets,
  async (world) => {
    await rotatedTimes(world, 5);
    expect(states(world)).toEqual(Array.from({ length: 5 }, () => 'enabled'));
    writeSecret(world, 'API_KEY');
    const number = await proposed(world, 6);
    expect(world.comment(number)).toMatch(
      /API_KEY.*version 1 disabled, destroyed after the grace time/,
    );
    expect(states(world)).toHaveLength(5);
    await world.merge(number);
    await world.settle();
    await world.later(120_000);
    expect(states(world)).toEqual(['disabled', ...Array.from({ length: 5 }, () => 'enabled')]);
    await world.later(2 * HOUR);
    expect(states(world)[0]).toBe('destroyed');
    const again = await world.open({ files: { 'environments/README.md': 'nothing' } });
    await world.settle();
    expect(world.comment(again)).not.toContain('API_KEY');
  },
);

const more = ['one', 'two', 'three', 'four', 'five'].map((name) => `dev-${name}`);

story(
  'bug: what becomes unneeded is shown however many targets are reviewed at once',
  {
    files: {
      ...withSecrets.files,
      ...Object.fromEntries(
        more.map((name) => [`environments/${name}/environment.yml`, environmentFile(name)]),
      ),
      'inventory/checkout.yml': inventoryFile('checkout', ['dev', ...more]),
    },
    serving: Object.fromEntries(['dev', ...more].map((name) => [`${name}/checkout`, '1.0.0'])),
  },
  async (world) => {
    await rotatedTimes(world, 5);
    writeSecret(world, 'API_KEY');
    const text = (world.read('main', path) ?? '').replace(/API_KEY: \d+/, 'API_KEY: 6');
    const beside = more.map((name) => [
      `environments/${name}/checkout.yml`,
      world.file(`${name}/checkout`, '1.0.0', 'overrides: { scalability: { min_instances: 2 } }\n'),
    ]);
    const number = await world.open({ files: { [path]: text, ...Object.fromEntries(beside) } });
    await world.settle();
    expect(readTail(world.comment(number))?.targets).toMatchObject(
      Object.fromEntries(more.map((name) => [`${name}/checkout`, expect.anything()])),
    );
    expect(world.comment(number)).toMatch(
      /API_KEY.*version 1 disabled, destroyed after the grace time/,
    );
  },
);

story(
  'going back to a disabled copy enables it, and to a destroyed one copies it anew',
  withSecrets,
  async (world) => {
    const values = await rotatedTimes(world, 7);
    expect(states(world).slice(0, 2)).toEqual(['disabled', 'disabled']);
    await pinned(world, 2);
    expect(states(world)[1]).toBe('enabled');
    await world.later(2 * HOUR);
    expect(states(world)[0]).toBe('destroyed');
    expect(states(world)[1]).toBe('enabled');
    await pinned(world, 1);
    expect(copies(world)[ID]).toContain(values[0]);
    expect(states(world)).toHaveLength(8);
  },
);

story(
  'with the target its copies go, once it is deleted and not before',
  withSecrets,
  async (world) => {
    await rotatedTimes(world, 2);
    const number = await world.open({ files: { [path]: null } });
    await world.settle();
    await world.merge(number);
    await world.settle();
    expect(copies(world)[ID]).toHaveLength(2);
    await world.later(3 * HOUR);
    expect(copies(world)).toEqual({});
    expect(await world.outcome(dev)).toMatchObject({ type: 'removed' });
    const history = await world.outside.ledger.history(dev, 100);
    await world.later(3 * HOUR);
    expect(await world.outside.ledger.history(dev, 100)).toHaveLength(history.length);
  },
);
