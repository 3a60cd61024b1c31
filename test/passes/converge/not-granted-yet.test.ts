// The first release of a target whose provisioning is still under way.

import { expect } from '@jest/globals';
import { Failure, type FailureCode } from '../../../src/ports/failure.ts';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';
import { environmentFile } from '../../support/world/documents.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const rules = { 'environments/dev/environment.yml': environmentFile('dev', { provisioned: true }) };
const fresh = { files: rules } as const;
const running = { files: rules, serving: { [dev]: '1.0.0' } } as const;

/** Denies every write of the runtime until it is let through again. */
function deny(world: World, code: FailureCode, retry: 'never' | 'later'): () => void {
  const runtime = world.outside.providers.find(({ kinds }) => kinds.includes('Service'));
  if (runtime === undefined) throw new Error('there is no runtime');
  const before = { ...runtime };
  const denial = { code, message: 'It is denied.', hint: 'Grant it.', retry };
  Object.assign(runtime, { apply: () => Promise.reject(new Failure(denial)) });
  return () => void Object.assign(runtime, before);
}

async function released(world: World): Promise<number> {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  return number;
}

for (const [code, retry] of [
  ['RUNWAY_IDENTITY_DENIED', 'later'],
  ['RUNWAY_RUNTIME_DENIED', 'never'],
  ['RUNWAY_REGISTRY_DENIED', 'never'],
] as const) {
  story(`${code} is waited for, and fails no release`, fresh, async (world) => {
    const number = await released(world);
    const grant = deny(world, code, retry);
    await world.merge(number);
    await world.settle();
    expect(await world.outcome(dev)).toBeNull();
    grant();
    await world.later(minutes(6));
    expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
    expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  });
}

story('a right that is not granted within a quarter of an hour fails it', fresh, async (world) => {
  const number = await released(world);
  deny(world, 'RUNWAY_RUNTIME_DENIED', 'never');
  await world.merge(number);
  await world.settle();
  await world.later(minutes(40));
  expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
  expect(world.comment(number)).toContain('Grant it.');
});

story(
  'what runs has had its rights: a denial fails its release at once',
  running,
  async (world) => {
    const number = await released(world);
    deny(world, 'RUNWAY_RUNTIME_DENIED', 'never');
    await world.merge(number);
    await world.settle();
    expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
  },
);
