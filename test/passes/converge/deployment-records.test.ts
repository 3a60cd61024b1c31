import { expect, test } from '@jest/globals';
import { createConverge } from '../../../src/passes/converge/converge.ts';
import { tierOf } from '../../../src/passes/converge/deployment-records.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Deployment } from '../../../src/ports/forge.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { Target } from '../../../src/resources/address.ts';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const running = { serving: { [dev]: '1.0.0' } } as const;

const told = (world: World, target: Target = dev): readonly string[] =>
  world.forge.people.environment(target)?.deployments.map(({ state }) => state) ?? [];

const denied = (): Failure =>
  new Failure({
    code: 'RUNWAY_FORGE_DENIED',
    message: 'GitLab does not let the bot keep the deployment record.',
    hint: 'Allow it.',
    retry: 'never',
  });

const silent = (): Failure =>
  new Failure({
    code: 'RUNWAY_FORGE_UNREACHABLE',
    message: 'GitLab gave no answer.',
    hint: 'Nothing to do.',
    retry: 'later',
  });

story(
  'the forge shows what runs where, since when, and at which commit',
  running,
  async (world) => {
    expect(told(world)).toEqual(['succeeded']);
    const commit = await world.push({ [path]: world.file(dev, '1.1.0') });
    await world.settle();
    expect(world.forge.people.environment(dev)).toMatchObject({
      tier: 'development',
      url: expect.stringMatching(/^https:\/\/checkout/),
      open: true,
      deployments: [{ state: 'succeeded' }, { commit, state: 'succeeded' }],
    });
  },
);

story('a deployment is told as running while it is under way', running, async (world) => {
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.run('converge', dev);
  expect(told(world)).toEqual(['succeeded', 'running']);
  await world.settle();
  expect(told(world)).toEqual(['succeeded', 'succeeded']);
});

story('a release that does not start is told as failed', running, async (world) => {
  world.runtime.failNextRevision('It exits at once.');
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  expect(told(world)).toEqual(['succeeded', 'failed']);
});

story('what is held was never deployed, and says so once', running, async (world) => {
  const file = world.file(dev, '1.1.0').replace(/sha256:[0-9a-f]{8}/, 'sha256:00000000');
  await world.push({ [path]: file });
  await world.settle();
  await world.later(minutes(11));
  expect(await world.outcome(dev)).toMatchObject({ type: 'held' });
  expect(told(world)).toEqual(['succeeded', 'canceled']);
});

story('a removed target closes its environment until it comes back', running, async (world) => {
  await world.push({ [path]: null });
  await world.settle();
  expect(world.forge.people.environment(dev)?.open).toBe(false);
  await world.later(minutes(70));
  await world.push({ [path]: world.file(dev, '1.0.0') });
  await world.settle();
  expect(world.forge.people.environment(dev)?.open).toBe(true);
  expect(told(world)).toEqual(['succeeded', 'succeeded']);
});

story('nothing is told twice after the database is lost', running, async (world) => {
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  await world.push({ 'README.md': 'Something that concerns no target.' });
  const writes = world.forge.people.writes();
  world.forget();
  await world.later(minutes(6));
  expect(told(world)).toEqual(['succeeded', 'succeeded']);
  expect(world.forge.people.writes()).toBe(writes);
  await world.push({ [path]: world.file(dev, '1.2.0') });
  await world.settle();
  expect(told(world)).toEqual(['succeeded', 'succeeded', 'succeeded']);
});

story('a failure is not told twice after the database is lost', running, async (world) => {
  world.runtime.failNextRevision('It exits at once.');
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  await world.push({ 'README.md': 'Something that concerns no target.' });
  world.forget();
  await world.later(minutes(6));
  expect(await world.outcome(dev)).toMatchObject({ type: 'failed' });
  expect(told(world)).toEqual(['succeeded', 'failed']);
});

story('what the forge did not take is made up for by the next resync', running, async (world) => {
  world.faults.arm({
    call: 1,
    when: 'before',
    counts: (name) => name === 'forge.deployment',
    error: silent,
  });
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
  expect(told(world)).toEqual(['succeeded']);
  await world.later(minutes(6));
  expect(told(world)).toEqual(['succeeded', 'succeeded']);
});

/** The same world with a forge that does this with records, and what the converging logs. */
async function convergeWith(world: World, deployment: (told: Deployment) => Promise<void>) {
  const lines: string[] = [];
  const line = (message: string): void => void lines.push(message);
  const log: Log = { info: () => undefined, warn: line, error: line, with: () => log };
  const forge = { ...world.outside.forge, deployment };
  const clock = { ...world.clock, sleep: async () => undefined };
  const converge = createConverge({ ...world.outside, forge, log, clock });
  const lease = {
    pass: 'converge',
    key: dev,
    owner: 'test',
    fence: 1,
    failures: 0,
    abandoned: 0,
    askedMsAgo: 0,
    waitedMs: 0,
  } as const;
  const run = async (): Promise<void> => {
    for (let again = true; again;) {
      const traced = { ...lease, requestedAt: world.clock.now().toISOString(), trace: null };
      const result = await converge(traced, new AbortController().signal);
      again = result.again !== null;
      if (result.again !== null) world.clock.moveTo(result.again.getTime());
    }
  };
  return { lines, run };
}

story('a refused record fails nothing and is logged once', running, async (world) => {
  world.loseEvents();
  const { lines, run } = await convergeWith(world, () => Promise.reject(denied()));
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await run();
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  await run();
  expect(lines.filter((line) => line === 'deployment record not kept')).toHaveLength(1);
});

story('a forge that never answers holds no converging up', running, async (world) => {
  world.loseEvents();
  let asked = 0;
  const never = (): Promise<void> => {
    asked += 1;
    return new Promise(() => undefined);
  };
  const { lines, run } = await convergeWith(world, never);
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await run();
  expect(await world.outcome(dev)).toMatchObject({ type: 'proven' });
  expect(lines).toContain('deployment record not kept');
  // It is left alone for a minute; the fixed clock moves by seconds only.
  expect(asked).toBe(1);
});

test.each([
  ['production/internal', 'production'],
  ['prod-eu/checkout', 'production'],
  ['staging/devtools', 'staging'],
  ['dev/live', 'development'],
  ['qa/checkout', 'testing'],
  ['canary/checkout', 'other'],
] as const)('%s is an environment of the tier %s, whatever else its name holds', (target, tier) => {
  expect(tierOf(target)).toBe(tier);
});
