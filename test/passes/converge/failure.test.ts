import { expect } from '@jest/globals';
import { canaries, readable } from '../../support/canaries.ts';
import { story } from '../../support/story.ts';
import type { World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const restore = 'runway/restore/dev/checkout';
const running = { serving: { [dev]: '1.0.0' } } as const;

/** Merges a version whose revision does not start. */
async function mergeBroken(world: World, version: string): Promise<number> {
  world.runtime.failNextRevision('The container failed to listen on port 8080.');
  const number = await world.open({ files: { [path]: world.file(dev, version) } });
  await world.merge(number);
  await world.settle();
  return number;
}

story('keeps serving what served when a revision does not start', running, async (world) => {
  const number = await mergeBroken(world, '1.1.0');
  expect(await world.live(dev)).toMatchObject({ version: '1.0.0' });
  expect(world.comment(number)).toContain('checkout 1.1.0 failed in dev');
  expect(world.comment(number)).toContain('The container failed to listen on port 8080.');
  expect(await world.status(number)).toMatch(/^failed: /);
});

story('holds the target, on the service and in the ledger', running, async (world) => {
  await mergeBroken(world, '1.1.0');
  const latest = await world.outside.ledger.latest(dev);
  expect(latest?.outcome).toMatchObject({ type: 'failed' });
  expect((await world.live(dev))?.marks.hold?.intent).toBe(latest?.intent);
  const writes = world.runtime.requests.length;
  await world.run('converge', dev);
  await world.settle();
  const since = world.runtime.requests.slice(writes);
  expect(since.filter(({ verb }) => verb !== 'observe')).toEqual([]);
});

story('opens one merge request that brings the proven file back', running, async (world) => {
  await mergeBroken(world, '1.1.0');
  const [only, ...more] = await world.mergeRequestsFrom(restore);
  expect(only).toMatchObject({ state: 'open', author: 'runway' });
  expect(more).toEqual([]);
  expect(world.read(restore, path)).toBe(world.file(dev, '1.0.0'));
});

story(
  'tells the words of the runtime without their secrets, everywhere',
  running,
  async (world) => {
    const planted = canaries();
    const words = planted.map((each) => each.words).join('\n');
    world.runtime.failNextRevision(`The container said: ${words}`);
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.merge(number);
    await world.settle();

    const [proposed] = await world.mergeRequestsFrom(restore);
    const live = await world.live(dev);
    const everything = [
      world.comment(number),
      ...world.notes(number),
      await world.status(number),
      await world.outcome(dev),
      proposed,
      live?.marks,
      world.comment(proposed?.number ?? 0),
    ].map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
    expect(everything.join('\n')).toContain('The container said:');
    expect(readable(everything.join('\n'), planted)).toEqual([]);
  },
);

story('calls people once, however often it looks', running, async (world) => {
  const number = await mergeBroken(world, '1.1.0');
  await world.run('review', `${number}`);
  await world.run('review', `${number}`);
  expect(world.notes(number)).toHaveLength(1);
  expect(world.notes(number)[0]).toContain('@alice');
});

story('is in step again once the restore is merged', running, async (world) => {
  await mergeBroken(world, '1.1.0');
  const [proposed] = await world.mergeRequestsFrom(restore);
  await world.merge(proposed?.number ?? 0);
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  expect((await world.live(dev))?.marks).toMatchObject({ hold: null });
  expect(world.comment(proposed?.number ?? 0)).toContain('checkout 1.0.0 serves in dev');
});

story('ends the hold when Git asks for something else', running, async (world) => {
  await mergeBroken(world, '1.1.0');
  await world.push({ [path]: world.file(dev, '1.2.0') });
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.2.0', marks: { hold: null } });
  const [proposed] = await world.mergeRequestsFrom(restore);
  expect(proposed?.state).toBe('closed');
  expect(await world.outside.forge.closedBy(proposed?.number ?? 0)).toBe('runway');
});

story('burns the name of a failed revision and counts up', running, async (world) => {
  await mergeBroken(world, '1.1.0');
  const [proposed] = await world.mergeRequestsFrom(restore);
  await world.merge(proposed?.number ?? 0);
  await world.settle();
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  const live = await world.live(dev);
  expect(live).toMatchObject({ version: '1.1.0' });
  expect(live?.serving).toMatch(/-2$/);
  expect(live?.revisions.filter(({ state }) => state === 'failed')).toHaveLength(1);
});

story('offers no way back where nothing ever served', {}, async (world) => {
  await mergeBroken(world, '1.0.0');
  expect(await world.mergeRequestsFrom(restore)).toEqual([]);
  expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
});

story(
  'a second failure on top of an open restore keeps the restore mergeable',
  running,
  async (world) => {
    await mergeBroken(world, '1.1.0');
    await mergeBroken(world, '1.2.0');
    const [proposed] = await world.mergeRequestsFrom(restore);
    expect(world.comment(proposed?.number ?? 0)).not.toContain('conflicts');
    await world.merge(proposed?.number ?? 0);
    await world.settle();
    expect(world.read('main', path)).toBe(world.file(dev, '1.0.0'));
  },
);

story(
  'a failure told to the merge request stays told when the ledger is lost',
  running,
  async (world) => {
    const number = await mergeBroken(world, '1.1.0');
    world.forget();
    await world.queue.request([{ pass: 'watch', key: '*' }]);
    await world.settle();
    expect(world.comment(number)).toContain('checkout 1.1.0 failed in dev');
    expect(world.notes(number)).toHaveLength(1);
    expect(await world.live(dev)).toMatchObject({ version: '1.0.0' });
    expect((await world.live(dev))?.revisions).toHaveLength(2);
  },
);
