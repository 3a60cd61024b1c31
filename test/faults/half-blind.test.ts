// A pass may go on without what it could not see, but what it has written does not stay so.

import { beforeAll, expect, test } from '@jest/globals';
import { Failure } from '../../src/ports/failure.ts';
import { createWorld, minutes, type World } from '../support/world.ts';

const dev = 'dev/checkout';
const wish = { serving: { [dev]: '1.0.0', 'staging/checkout': '1.0.0' } } as const;
const offer = 'runway/promote/staging/checkout';

const away = (): Error =>
  new Failure({
    code: 'RUNWAY_FORGE_UNREACHABLE',
    message: 'The other side does not answer.',
    hint: 'Nothing to do.',
    retry: 'later',
  });

/** What people read of a release and of the offer that follows it. */
async function told(world: World): Promise<readonly string[]> {
  const number = await world.open({
    files: { 'environments/dev/checkout.yml': world.file(dev, '1.1.0') },
  });
  await world.settle();
  await world.later(minutes(1));
  const planned = world.comment(number);
  await world.merge(number);
  await world.settle();
  await world.later(minutes(12));
  const [promotion] = await world.mergeRequestsFrom(offer);
  const all = [
    planned,
    world.comment(number),
    world.comment(promotion?.number ?? 0),
    promotion?.description ?? '',
  ];
  return all.map((text) =>
    text.replace(/\b[0-9a-f]{8,40}\b/g, '<commit>').replace(/\d\d:\d\d UTC/g, '<time>'),
  );
}

async function inWorld<T>(tell: (world: World) => Promise<T>): Promise<T> {
  const world = await createWorld(wish);
  try {
    return await tell(world);
  } finally {
    await world.remove();
  }
}

let calm: readonly string[] = [];

beforeAll(async () => {
  calm = await inWorld(told);
  expect(calm.join()).toContain('1.1.0');
}, 60_000);

test.each(['projects.commits', 'runtime.rehearse', 'images.rehearse', 'runtime.observe'])(
  'what %s could not tell at first is told as soon as it can be',
  async (name) => {
    await inWorld(async (world) => {
      world.faults.arm({ call: 1, when: 'before', counts: (it) => it === name, error: away });
      const dark = await told(world);
      expect(world.faults.fired()).toBe(name);
      expect(dark).toEqual(calm);
    });
  },
  60_000,
);
