import { expect } from '@jest/globals';
import { readStatus } from '../../src/passes/status/read-status.ts';
import { readTail } from '../../src/plan/comment/tail.ts';
import { Failure } from '../../src/ports/failure.ts';
import type { Provider } from '../../src/ports/provider.ts';
import { story } from '../support/story.ts';
import { minutes, type World } from '../support/world.ts';

const dev = 'dev/checkout';
const staging = 'staging/checkout';
const both = { serving: { [dev]: '1.0.0', [staging]: '1.0.0' } } as const;

const away = () =>
  new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: 'Cloud Run did not answer when asked to list the services in us-east1.',
    hint: 'It is tried again later.',
    retry: 'later',
  });

/** From now on nothing in this environment can be looked at; null: all can again. */
function sicken(world: World) {
  let sick: string | null = null;
  const looks: string[] = [];
  const providers = world.outside.providers as Provider[];
  for (const [index, provider] of providers.entries()) {
    providers[index] = {
      ...provider,
      observe: async (scope, wanted, signal) => {
        looks.push(scope.environment);
        if (scope.environment === sick) throw away();
        return provider.observe(scope, wanted, signal);
      },
    };
  }
  return { looks, in: (environment: string | null) => void (sick = environment) };
}

story('status shows every other environment and says which is unreachable', both, async (world) => {
  sicken(world).in('staging');
  const known = await world.outside.ledger.all();
  const rows = await readStatus(world.outside, known, new AbortController().signal);
  const of = (target: string) => rows.filter((row) => row.target === target);
  expect(of(dev)).toMatchObject([{ state: 'serving', version: '1.0.0' }]);
  expect(of(staging)).toMatchObject([
    { state: 'unreachable', region: 'us-east1', reason: expect.stringContaining('did not answer') },
  ]);
});

story(
  'what was removed from Git in a sick environment is not silently missing',
  both,
  async (world) => {
    await world.push({ 'environments/staging/checkout.yml': null });
    sicken(world).in('staging');
    const known = await world.outside.ledger.all();
    const rows = await readStatus(world.outside, known, new AbortController().signal);
    expect(rows.filter(({ target }) => target === staging)).toMatchObject([
      { state: 'unreachable' },
    ]);
  },
);

story(
  'a merge request that touches a sick environment plans the others and says so, until it is well',
  both,
  async (world) => {
    const sickness = sicken(world);
    sickness.in('staging');
    const number = await world.open({
      files: {
        'environments/dev/checkout.yml': world.file(dev, '1.1.0'),
        'environments/staging/checkout.yml': world.file(staging, '1.1.0'),
      },
    });
    await world.run('review', `${number}`);
    expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to dev');
    expect(world.comment(number)).toContain('1 target in staging could not be looked at');
    expect(world.comment(number)).toContain('Cloud Run did not answer');
    expect(world.comment(number)).not.toContain('nothing stands in the way');
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'blocked' });
    expect(await world.status(number)).toMatch(/^pending: /);

    sickness.in(null);
    await world.later(minutes(1));
    expect(world.comment(number)).toContain('merging changes 2 targets in dev and staging');
    expect(readTail(world.comment(number))).toMatchObject({ verdict: 'clear' });
  },
);

story('a merge request of a well environment never looks at the sick one', both, async (world) => {
  const sickness = sicken(world);
  sickness.in('staging');
  const number = await world.open({
    files: { 'environments/dev/checkout.yml': world.file(dev, '1.1.0') },
  });
  await world.run('review', `${number}`);
  expect(readTail(world.comment(number))).toMatchObject({ verdict: 'clear' });
  expect(new Set(sickness.looks)).toEqual(new Set(['dev']));
});

story('of many targets in a sick environment only the first is waited for', both, async (world) => {
  const sickness = sicken(world);
  const files = Object.fromEntries(
    ['dev', 'staging'].map((name) => [
      `environments/${name}/environment.yml`,
      `${world.read('main', `environments/${name}/environment.yml`) ?? ''}# touched\n`,
    ]),
  );
  sickness.in('staging');
  const number = await world.open({ files });
  await world.run('review', `${number}`);
  expect(world.comment(number)).toContain('could not be looked at');
  const looks = sickness.looks.filter((name) => name === 'staging');
  expect(looks.length).toBeLessThanOrEqual(world.outside.providers.length);
});

story('a resync asks for everything else while one environment is sick', both, async (world) => {
  const sickness = sicken(world);
  world.forget();
  sickness.in('staging');
  await world.run('watch', '*').catch(() => undefined);
  const waiting = (await world.queue.list({ state: 'waiting' })).map(
    ({ pass, key }) => `${pass}:${key}`,
  );
  expect(waiting).toEqual(expect.arrayContaining([`converge:${dev}`, `converge:${staging}`]));
  expect(await world.outside.ledger.resynced()).toBeNull();
  sickness.in(null);
  await world.run('watch', '*');
  expect(await world.outside.ledger.resynced()).not.toBeNull();
});

story('a merge that waits for a sick environment says what it waits for', both, async (world) => {
  const sickness = sicken(world);
  const number = await world.open({
    files: { 'environments/staging/checkout.yml': world.file(staging, '1.1.0') },
  });
  await world.settle();
  sickness.in('staging');
  await world.merge(number);
  await world.later(1_000);
  expect(world.comment(number)).not.toContain('is waiting:');
  await world.later(minutes(1));
  expect(world.comment(number)).toContain(
    '**staging/checkout is waiting:** Cloud Run did not answer',
  );
  expect(world.comment(number)).not.toContain('RUNWAY_');

  sickness.in(null);
  await world.later(minutes(2));
  expect(world.comment(number)).toContain('checkout 1.1.0 serves in staging');
  expect(world.comment(number)).not.toContain('is waiting:');
});
