// Whatever call to the outside breaks, before or after its effect: the same end, later.

import { expect, test } from '@jest/globals';
import { Failure } from '../../../src/ports/failure.ts';
import { createWorld, minutes, type World } from '../../support/world.ts';
import { environmentFile } from '../../support/world/documents.ts';
import type { Fault } from '../../support/world/faults.ts';
import { Killed } from '../../support/world/runner.ts';

const dev = 'dev/checkout';
const path = 'environments/dev/checkout.yml';
const staging = 'environments/staging/environment.yml';

/** Only what is written matters: to end before a write is to end after the one before it. */
const WRITES = [
  ...['comment', 'notify', 'status', 'propose', 'close', 'deployment'].map(
    (name) => `forge.${name}`,
  ),
  ...['begin', 'tried', 'progressed', 'ended', 'recorded', 'pin', 'setResynced'].map(
    (name) => `ledger.${name}`,
  ),
  'branches.commit',
  'queue.request',
  'images.apply',
  'runtime.apply',
  'runtime.remove',
];

/** Those that a failure has of its own. */
const TELLING = [
  'branches.commit',
  'forge.propose',
  'forge.notify',
  'runtime.apply',
  'ledger.ended',
  'forge.deployment',
  'ledger.recorded',
];

/** Those of parking and deleting; what the resync writes meanwhile is the same as ever. */
const REMOVING = [
  'ledger.begin',
  'ledger.progressed',
  'ledger.ended',
  'runtime.apply',
  'runtime.remove',
  'forge.comment',
  'forge.deployment',
  'ledger.recorded',
];

/** Many releases, one after the other. */
const MINUTES = 240_000;

const killed = (): Error => new Killed('The process ends here.');
const unreachable = (): Error =>
  new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: 'The other side does not answer.',
    hint: 'Nothing to do.',
    retry: 'later',
  });

interface Told {
  /** The call that was broken. */
  readonly fired: string | null;
  readonly called: readonly string[];
  /** What anybody can see in the end. */
  readonly seen: unknown;
}

/** One release in a world that has seen others before: what people see, and what was made. */
async function release(
  world: World,
  version: string,
  fault: Fault | null,
  broken: boolean,
): Promise<Told> {
  // Late enough that the resync does not look at earlier merge requests again.
  world.clock.moveTo(world.clock.now().getTime() + minutes(31));
  world.checkout.push(version);
  const before = (await world.live(dev))?.revisions.length ?? 0;
  const toldBefore = deploymentsOf(world).length;
  const number = await world.open({ files: { [path]: world.file(dev, version) } });
  await world.settle();
  if (broken) world.runtime.failNextRevision('It exits at once.');
  world.faults.arm(fault);
  await world.merge(number);
  await world.settle();
  const [fired, called] = [world.faults.fired(), world.faults.seen()];
  world.faults.arm(null);
  const live = await world.live(dev);
  const { branches, opened } = await ofTheBot(world);
  const seen = masked(version, number, {
    comment: world.comment(number),
    status: await world.status(number),
    notes: world.notes(number),
    outcome: await world.outcome(dev),
    serving: live?.version,
    hold: live?.marks.hold,
    made: (live?.revisions.length ?? 0) - before,
    branches,
    opened,
    told: await toldSince(world, toldBefore),
  });
  return { fired, called, seen };
}

const deploymentsOf = (world: World) => world.forge.people.environment(dev)?.deployments ?? [];

/** A deployment record that the forge did not take is made up for by the next resync. */
async function toldSince(world: World, before: number): Promise<readonly string[]> {
  await world.later(minutes(6));
  return deploymentsOf(world)
    .slice(before)
    .map(({ state }) => state);
}

/** Open merge requests of the bot; each ends here, so that every release finds the same. */
async function ofTheBot(world: World) {
  const open = (await world.forge.forge.mergeRequests({ state: 'open' })).filter(
    ({ author }) => author === 'runway',
  );
  const opened = open.map(({ title, description, number }) => ({
    title,
    description,
    comment: world.comment(number),
    notes: world.notes(number),
  }));
  const branches = open.map(({ source }) => source);
  for (const { number, source } of open) {
    if (source.startsWith('runway/restore/')) await world.merge(number);
  }
  await world.settle();
  return { branches, opened };
}

/** Without what differs from one release to the next: version, numbers, commits, digests and times. */
function masked(version: string, number: number, seen: object): unknown {
  return JSON.parse(
    JSON.stringify(seen)
      .replace(/(note (?:failed|held):dev\/checkout):[^ ]+/g, '$1:ID')
      .replaceAll(version, 'VERSION')
      .replaceAll(`!${number}`, '!MR')
      .replace(/!(?:\u200b)?\d+/g, '!OTHER')
      .replace(/merge_requests\/\d+/g, 'merge_requests/OTHER')
      .replace(/\d+\.\d+\.\d+/g, 'EARLIER')
      .replace(/\b[0-9a-f]{7,64}\b/g, 'HEX')
      .replace(/(checkout-|shares\.)[a-z2-7]{8}/g, '$1HASH')
      .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z| UTC)/g, 'TIME'),
  );
}

async function withStory(tell: (world: World) => Promise<void>): Promise<void> {
  const world = await createWorld({
    // No soak, so that the promotion is part of the story.
    files: {
      [staging]: environmentFile('staging', { promotesFrom: 'dev' }),
      'environments/dev/environment.yml': environmentFile('dev', { grace: '2m' }),
    },
    serving: { [dev]: '1.0.0' },
  });
  try {
    await tell(world);
  } finally {
    await world.remove();
  }
}

/** Ends the process after the first of these calls, then after the second, … until there is none left. */
async function endEverywhere(world: World, broken: boolean, writes: readonly string[]) {
  await release(world, '2.0.0', null, broken);
  const undisturbed = await release(world, '3.0.0', null, broken);
  const counts = (name: string): boolean => writes.includes(name);
  for (let call = 1; ; call += 1) {
    const fault: Fault = { call, when: 'after', counts, error: killed };
    const { fired, seen } = await release(world, `4.${call}.0`, fault, broken);
    expect({ call, fired, seen }).toEqual({ call, fired, seen: undisturbed.seen });
    if (fired === null) return;
  }
}

test(
  'a release ends the same when the process ends after any one write',
  () => withStory((world) => endEverywhere(world, false, WRITES)),
  MINUTES,
);

test(
  'a release that does not start ends the same when the process ends while it is told',
  () => withStory((world) => endEverywhere(world, true, TELLING)),
  MINUTES,
);

test(
  'a release ends the same when any call fails once',
  () =>
    withStory(async (world) => {
      await release(world, '2.0.0', null, false);
      const undisturbed = await release(world, '3.0.0', null, false);
      for (const [at, name] of undisturbed.called.entries()) {
        const counts = (called: string): boolean => called === name;
        const fault: Fault = { call: 1, when: 'before', counts, error: unreachable };
        const { fired, seen } = await release(world, `4.${at}.0`, fault, false);
        expect({ name, fired, seen }).toEqual({ name, fired: name, seen: undisturbed.seen });
      }
    }),
  MINUTES,
);

test(
  'a removal ends the same when the process ends after any one write',
  () =>
    withStory(async (world) => {
      const removed = async (fault: Fault | null): Promise<unknown> => {
        await world.push({ [path]: world.file(dev, '1.0.0') });
        await world.settle();
        world.clock.moveTo(world.clock.now().getTime() + minutes(31));
        const number = await world.open({ files: { [path]: null } });
        world.faults.arm(fault);
        await world.merge(number);
        await world.settle();
        const parked = await world.live(dev);
        await world.later(minutes(3));
        return {
          parked: parked?.ingress,
          since: parked?.marks.parkedAt !== null,
          gone: await world.live(dev),
          outcome: await world.outcome(dev),
          notes: world.notes(number),
        };
      };
      const undisturbed = await removed(null);
      for (let call = 1; ; call += 1) {
        const counts = (name: string): boolean => REMOVING.includes(name);
        const seen = await removed({ call, when: 'after', counts, error: killed });
        const fired = world.faults.fired();
        expect({ call, fired, seen }).toEqual({ call, fired, seen: undisturbed });
        if (fired === null) return;
      }
    }),
  MINUTES,
);
