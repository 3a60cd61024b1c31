// Webhooks that the forge could not deliver.

import { expect } from '@jest/globals';
import { Failure } from '../../../src/ports/failure.ts';
import { createWatch } from '../../../src/passes/watch/watch.ts';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';

/** Runs of a watch on a forge whose redelivery is this. */
function watching(world: World, redeliver: (since: Date) => Promise<number>) {
  const lines: string[] = [];
  const log = { ...world.outside.log, warn: (line: string) => void lines.push(line) };
  const forge = { ...world.outside.forge, redeliver };
  const watch = createWatch({ ...world.outside, forge, log }, { everyMs: minutes(5) });
  const lease = { pass: 'watch', key: '*', owner: 'a', fence: 1, failures: 0 } as const;
  const rest = { abandoned: 0, waitedMs: 0, askedMsAgo: 0, requestedAt: '', trace: null };
  const { signal } = new AbortController();
  return { lines, run: () => watch({ ...lease, ...rest }, signal) };
}

story(
  'each resync asks for what did not arrive since shortly before the last',
  {},
  async (world) => {
    const asked: string[] = [];
    const { run } = watching(world, async (since) => {
      asked.push(since.toISOString());
      return 0;
    });
    const first = world.clock.now();
    await run();
    await world.later(minutes(5));
    await run();
    expect(asked[1]).toBe(new Date(first.getTime() - minutes(1)).toISOString());
  },
);

story('a forge that refuses is told of once, and the resync goes on', {}, async (world) => {
  const { run, lines } = watching(world, () =>
    Promise.reject(
      new Failure({
        code: 'RUNWAY_FORGE_DENIED',
        message: 'No.',
        hint: 'Ask for the right.',
        retry: 'never',
      }),
    ),
  );
  await run();
  await run();
  expect(lines).toEqual(['missed webhooks cannot be asked for']);
  expect(await world.outside.ledger.resynced()).not.toBeNull();
});
