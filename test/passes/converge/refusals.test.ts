// What the world refuses until somebody changes something: told, held, and tried again when asked to look.

import { expect } from '@jest/globals';
import { Failure } from '../../../src/ports/failure.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

const denied = (): Failure =>
  new Failure({
    code: 'RUNWAY_RUNTIME_DENIED',
    message: 'Cloud Run does not let Runway do this.',
    hint: 'Grant run.services.update.',
    retry: 'never',
  });

/** Refuses these calls of the runtime until they are let through again. */
function refuse(world: World, verbs: readonly ('observe' | 'apply')[]): () => void {
  const runtime = world.outside.providers.find(({ kinds }) => kinds.includes('Service'));
  if (runtime === undefined) throw new Error('there is no runtime');
  const before = { ...runtime };
  const refusal = async (): Promise<never> => {
    throw denied();
  };
  for (const verb of verbs) Object.assign(runtime, { [verb]: refusal });
  return () => void Object.assign(runtime, before satisfies Provider);
}

story('a refusal of every write ends the converging all the same', running, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  refuse(world, ['apply']);
  await world.merge(number);
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
  expect(world.comment(number)).toContain('checkout 1.1.0 failed in dev');
  expect(world.comment(number)).toContain('Grant run.services.update');
});

story(
  'a way back that cannot be pushed keeps no failure from being told',
  running,
  async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    world.runtime.failNextRevision('It exits at once.');
    Object.assign(world.outside.branches, {
      commit: async () => {
        throw new Failure({
          code: 'RUNWAY_GIT_REJECTED',
          message: 'The forge refused the push.',
          hint: 'Let the bot push.',
          retry: 'never',
        });
      },
    });
    await world.merge(number);
    await world.settle();
    expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
    expect(world.comment(number)).toContain('checkout 1.1.0 failed in dev');
    expect((await world.live(dev))?.marks.hold).not.toBeNull();
  },
);

story(
  'a target that could not be looked at is told, and goes on by itself',
  running,
  async (world) => {
    const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
    await world.settle();
    const letThrough = refuse(world, ['observe']);
    await world.merge(number);
    await world.settle();
    expect(world.comment(number)).toContain('Cloud Run does not let Runway do this');
    expect(await world.status(number)).toMatch(/^failed: /);
    letThrough();
    await world.later(minutes(6));
    expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
    expect(world.comment(number)).toContain('checkout 1.1.0 serves in dev');
  },
);
