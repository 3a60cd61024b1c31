import { expect } from '@jest/globals';
import { readStatus } from '../../../src/passes/status/read-status.ts';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

/** One row for each region of the target. */
async function rows(world: World, remembers = true) {
  const known = remembers ? await world.outside.ledger.all() : [];
  const all = await readStatus(world.outside, known, new AbortController().signal);
  return all.filter(({ target }) => target === dev);
}

story('serving: what Git asks for, with all that a person looks for', running, async (world) => {
  const live = await world.live(dev);
  expect(await rows(world)).toEqual([
    {
      target: dev,
      region: 'us-east1',
      version: '1.0.0',
      digest: world.checkout.digest('1.0.0'),
      revision: live?.serving,
      host: expect.stringContaining('checkout'),
      state: 'serving',
      reason: '',
    },
  ]);
});

story('absent: asked for, and nothing there yet', {}, async (world) => {
  await world.push({ [path]: world.file(dev, '1.0.0') });
  expect(await rows(world)).toMatchObject([
    { state: 'absent', version: null, digest: null, revision: null, host: null },
  ]);
});

story(
  'deploying: the old version serves while the new one is asked for',
  running,
  async (world) => {
    await world.push({ [path]: world.file(dev, '1.1.0') });
    expect(await rows(world)).toMatchObject([{ state: 'deploying', version: '1.0.0' }]);
  },
);

story('failed: with the reason, also when only the service tells it', running, async (world) => {
  world.runtime.failNextRevision('It exits at once.');
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  const told = { state: 'failed', version: '1.0.0', reason: expect.stringContaining('start') };
  expect(await rows(world)).toMatchObject([told]);
  expect(await rows(world, false)).toMatchObject([told]);
});

story('held: documents that cannot stand', running, async (world) => {
  await world.push({ [path]: 'nonsense: [\n' });
  expect(await rows(world, false)).toMatchObject([{ state: 'held', version: '1.0.0' }]);
});

story('held: what a person stopped', running, async (world) => {
  world.runtime.handEdit(dev, 'us-east1', (service) => {
    service.marks = { ...service.marks, hold: { intent: null, reason: 'incident 42' } };
  });
  expect(await rows(world)).toMatchObject([{ state: 'held', reason: 'incident 42' }]);
});

story('held: a pair that nobody confirms', running, async (world) => {
  const lie = world.file(dev, '1.0.0').replace('version: 1.0.0', 'version: 9.9.9');
  await world.push({ [path]: lie });
  await world.settle();
  expect(await rows(world)).toMatchObject([{ state: 'held', version: '1.0.0' }]);
});

story('parked: since when', running, async (world) => {
  await world.push({ [path]: null });
  await world.settle();
  expect(await rows(world)).toMatchObject([
    { state: 'parked', reason: expect.stringMatching(/^since 20/) },
  ]);
});

story('nothing at all once a removed target is deleted', running, async (world) => {
  await world.push({ [path]: null });
  await world.settle();
  await world.later(minutes(61));
  expect(await rows(world)).toEqual([]);
});

story('leaves out what somebody else runs under the name', {}, async (world) => {
  world.runtime.foreign({ project: 'acme-runway-dev', region: 'us-east1', workload: 'checkout' });
  expect(await rows(world)).toEqual([]);
});

story('one row for each region, in order', running, async (world) => {
  const both = 'overrides:\n  regions: [us-east1, europe-west1]\n';
  await world.push({ [path]: world.file(dev, '1.0.0', both) });
  await world.settle();
  expect((await rows(world)).map(({ region, state }) => `${region} ${state}`)).toEqual([
    'europe-west1 serving',
    'us-east1 serving',
  ]);
});
