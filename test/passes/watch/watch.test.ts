import { expect } from '@jest/globals';
import { Failure } from '../../../src/ports/failure.ts';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';

const dev = 'dev/checkout';
const staging = 'staging/checkout';
const path = 'environments/dev/checkout.yml';
const both = { serving: { [dev]: '1.0.0', [staging]: '1.0.0' } } as const;

/** What one resync asks for. */
async function asked(world: World): Promise<readonly string[]> {
  await world.run('watch', '*');
  const waiting = await world.queue.list({ state: 'waiting' });
  const now = world.clock.now().toISOString();
  return waiting
    .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
    .map(({ pass, key }) => `${pass}:${key}`)
    .sort();
}

story('finds a deploy whose event was lost', both, async (world) => {
  world.loseEvents();
  await world.push({ [path]: world.file(dev, '1.1.0') });
  await world.later(minutes(6));
  expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
});

story('finds a merge request whose event was lost', both, async (world) => {
  world.loseEvents();
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.later(minutes(6));
  expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to dev');
  await world.merge(number);
  await world.later(minutes(6));
  expect(world.comment(number)).toContain('checkout 1.1.0 serves in dev');
});

story('finds a decline whose event was lost', { serving: { [dev]: '1.0.0' } }, async (world) => {
  await world.later(minutes(11));
  const branch = 'runway/promote/staging/checkout';
  const [first] = await world.mergeRequestsFrom(branch);
  world.loseEvents();
  await world.close(first?.number ?? 0, 'alice');
  await world.later(minutes(30));
  expect(await world.mergeRequestsFrom(branch)).toHaveLength(1);
  expect(world.comment(first?.number ?? 0)).toContain('closed without merging');
});

story('looks only at what has changed since the last time', both, async (world) => {
  expect(await asked(world)).toEqual([]);
  await world.push({ [path]: world.file(dev, '1.1.0') });
  expect(await asked(world)).toEqual(['converge:dev/checkout', 'promote:dev/checkout', 'watch:*']);
});

story('looks at everything the first time', both, async (world) => {
  world.forget();
  expect(await asked(world)).toEqual([
    'converge:dev/checkout',
    'converge:staging/checkout',
    'promote:dev/checkout',
    'promote:staging/checkout',
  ]);
});

story('finds what runs with our labels and is in no file any more', both, async (world) => {
  world.loseEvents();
  await world.push({ [path]: null });
  world.forget();
  await world.later(minutes(6));
  expect(await world.live(dev)).toMatchObject({ ingress: 'internal' });
  expect(await world.live(staging)).toMatchObject({ ingress: 'all' });
});

story('looks again at what is held', both, async (world) => {
  world.checkout.untag('1.1.0');
  world.checkout.push('1.1.0', { content: 'another' });
  await world.push({
    [path]: world.file(dev, '1.0.0').replace('version: 1.0.0', 'version: 1.1.0'),
  });
  await world.settle();
  expect(await world.outcome(dev)).toMatchObject({ type: 'held' });
  expect(await asked(world)).toContain('converge:dev/checkout');
});

story('remembers no commit whose targets it could not ask for', both, async (world) => {
  const before = await world.outside.ledger.resynced();
  await world.push({ [path]: world.file(dev, '1.1.0') });
  world.faults.arm({
    call: 1,
    when: 'before',
    counts: (name) => name === 'queue.request',
    error: () =>
      new Failure({ code: 'RUNWAY_STORE_FAILED', message: 'full', hint: '', retry: 'later' }),
  });
  await expect(world.run('watch', '*')).rejects.toThrow('full');
  expect(await world.outside.ledger.resynced()).toBe(before);
  await world.settle();
  expect(await world.live(dev)).toMatchObject({ version: '1.1.0' });
});

story('goes on after a refusal', both, async (world) => {
  world.faults.arm({
    call: 1,
    when: 'before',
    counts: (name) => name === 'forge.mergeRequests',
    error: () =>
      new Failure({ code: 'RUNWAY_FORGE_DENIED', message: 'no', hint: '', retry: 'never' }),
  });
  expect(await world.run('watch', '*')).toEqual({ again: expect.any(Date) });
});

story('asks for a review only of what has changed since it asked last', both, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  const reviews = async (): Promise<readonly string[]> =>
    (await asked(world)).filter((key) => key.startsWith('review:'));
  await reviews();
  await world.settle();
  await reviews();
  await world.settle();
  expect(await reviews()).toEqual([]);
  world.loseEvents();
  await world.close(number, 'alice');
  expect(await reviews()).toEqual([`review:${number}`]);
});

story('asks again for a review that could not be stored', both, async (world) => {
  const number = await world.open({ files: { [path]: world.file(dev, '1.1.0') } });
  await world.settle();
  world.loseEvents();
  await world.close(number, 'alice');
  world.faults.arm({
    call: 2,
    when: 'before',
    counts: (name) => name === 'queue.request',
    error: () =>
      new Failure({ code: 'RUNWAY_STORE_FAILED', message: 'away', hint: '', retry: 'later' }),
  });
  await expect(world.run('watch', '*')).rejects.toThrow('away');
  expect(await asked(world)).toContain(`review:${number}`);
});

story('an environment that cannot be looked at keeps no other waiting', both, async (world) => {
  world.forget();
  world.faults.arm({
    call: 1,
    when: 'before',
    counts: (name) => name === 'runtime.observe',
    error: () =>
      new Failure({
        code: 'RUNWAY_RUNTIME_UNREACHABLE',
        message: 'sick',
        hint: '',
        retry: 'later',
      }),
  });
  await expect(world.run('watch', '*')).rejects.toThrow('sick');
  const waiting = await world.queue.list({ state: 'waiting' });
  expect(waiting.map(({ key }) => key)).toEqual(expect.arrayContaining([dev, staging]));
  expect(await world.outside.ledger.resynced()).toBeNull();
});

story('what was cut off again and again keeps its wait', both, async (world) => {
  const failed = async (pass: 'converge' | 'promote', error: string, again: string | null) => {
    await world.queue.request([{ pass, key: dev }]);
    for (;;) {
      const lease = await world.queue.claim('test', 60_000, []);
      if (lease === null) return;
      await world.queue.fail(lease, error, again);
    }
  };
  const later = new Date(world.clock.now().getTime() + minutes(15)).toISOString();
  await failed('converge', 'RUNWAY_PASS_ABANDONED: cut off 5 times', later);
  await failed('promote', 'RUNWAY_FORGE_DENIED: no', null);
  world.forget();
  const found = await asked(world);
  expect(found).toContain('promote:dev/checkout');
  expect(found).not.toContain('converge:dev/checkout');
});
