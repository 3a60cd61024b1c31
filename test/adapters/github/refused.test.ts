// What the bot makes of a whole GitHub that does not let it.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/ports/failure.ts';
import { bot, makeBranch, person, platform, start, type Started } from './sandbox.ts';

const MINUTE_MS = 60_000;
let started: Started;
let forge: ReturnType<typeof bot>['forge'];

beforeAll(async () => {
  started = await start();
  ({ forge } = bot(started));
}, 60_000);
afterAll(() => started.stop());

const failure = (call: Promise<unknown>): Promise<Failure> =>
  call.then(
    () => {
      throw new Error('it was done');
    },
    (error: unknown) => error as Failure,
  );

test('a suspended App says who lifts that, and goes on afterwards', async () => {
  expect(await forge.mergeRequest(1)).toBeNull();
  started.github.installation.suspend();
  expect((await failure(forge.mergeRequests({ state: 'open' }))).hint).toMatch(/suspended/);
  started.github.installation.resume();
  expect(await forge.mergeRequests({ state: 'open' })).toEqual([]);
});

test('an archived repository is read, and a write says what is the matter', async () => {
  const alice = person(started, 'alice');
  await makeBranch(alice, 'kept');
  const asked = { head: 'kept', base: 'main', title: 'Kept' };
  const { number } = (await alice('POST', '/pulls', asked)) as { number: number };
  started.github.setArchived(platform, true);
  expect((await forge.mergeRequest(number))?.number).toBe(number);
  expect((await failure(forge.comment(number, 'Hello'))).hint).toMatch(/archived/);
  started.github.setArchived(platform, false);
});

test('an App that is not installed says so, and goes on when it is installed anew', async () => {
  const open = () => forge.mergeRequests({ state: 'open' });
  const before = await open();
  // Octokit asks for some seconds again: it takes a new token that is refused for one that GitHub does not know yet.
  started.github.installation.uninstall();
  expect((await failure(open())).hint).toMatch(/Install the bot's GitHub App/);
  started.github.installation.reinstall();
  expect(await open()).toEqual(before);
});

test('whoever has asked too often is told to stay away until the hour is over', async () => {
  const busy = await start({}, { limits: { perHour: 6 } });
  try {
    const asking = bot(busy).forge;
    const failed = failure(
      (async () => {
        for (;;) await asking.mergeRequest(1);
      })(),
    );
    const { retry, retryAfterMs } = await failed;
    expect(retry).toBe('later');
    expect(retryAfterMs).toBeGreaterThan(MINUTE_MS);
    expect(retryAfterMs).toBeLessThanOrEqual(61 * MINUTE_MS);
  } finally {
    await busy.stop();
  }
});

test('whoever writes too much at a time is told how long to wait', async () => {
  const busy = await start({}, { limits: { writesPerMinute: 2 } });
  try {
    const asking = bot(busy).forge;
    const alice = person(busy, 'alice');
    await makeBranch(alice, 'topic');
    const olga = person(busy, 'olga');
    const { number } = (await olga('POST', '/pulls', {
      head: 'topic',
      base: 'main',
      title: 'Topic',
    })) as { number: number };
    const failed = await failure(
      (async () => {
        for (let turn = 0; ; turn += 1) await asking.comment(number, `Turn ${turn}`);
      })(),
    );
    expect([failed.code, failed.retry]).toEqual(['RUNWAY_FORGE_UNREACHABLE', 'later']);
    expect(failed.retryAfterMs).toBeGreaterThan(0);
    expect(failed.retryAfterMs).toBeLessThanOrEqual(MINUTE_MS);
  } finally {
    await busy.stop();
  }
});
