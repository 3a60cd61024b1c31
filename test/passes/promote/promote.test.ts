import { expect } from '@jest/globals';
import { readTail } from '../../../src/plan/comment/tail.ts';
import type { MergeRequest } from '../../../src/ports/forge.ts';
import { story } from '../../support/story.ts';
import { minutes, type World } from '../../support/world.ts';
import { inventoryFile } from '../../support/world/documents.ts';
import { usualManifest } from '../../support/world/service-project.ts';

const dev = 'dev/checkout';
const staging = 'staging/checkout';
const path = 'environments/dev/checkout.yml';
const receiving = 'environments/staging/checkout.yml';
const branch = 'runway/promote/staging/checkout';
/** Staging asks for a soak of ten minutes. */
const running = { serving: { [dev]: '1.0.0' } } as const;
const behind = { serving: { [dev]: '1.1.0', [staging]: '1.0.0' } } as const;

async function promotions(world: World): Promise<readonly MergeRequest[]> {
  return world.mergeRequestsFrom(branch);
}

async function open(world: World): Promise<MergeRequest | null> {
  return (await promotions(world)).find(({ state }) => state === 'open') ?? null;
}

async function deploy(world: World, version: string, rest = ''): Promise<void> {
  await world.push({ [path]: world.file(dev, version, rest) });
  await world.settle();
}

story('waits for the soak and wakes when it is over', running, async (world) => {
  await world.later(minutes(9));
  expect(await promotions(world)).toEqual([]);
  await world.later(minutes(2));
  expect(await open(world)).toMatchObject({ title: 'Promote checkout 1.0.0 to staging' });
});

story('creates the file where the target has none', running, async (world) => {
  await world.later(minutes(11));
  expect(world.read(branch, receiving)).toBe(world.file(staging, '1.0.0'));
});

story(
  'offers the same release and leaves overrides alone',
  {
    serving: { [dev]: '1.0.0' },
  },
  async (world) => {
    const rest = 'overrides: # more for staging\n  scalability: { min_instances: 1 }\n';
    await world.push({ [receiving]: world.file(staging, '1.0.0', rest) });
    await deploy(world, '1.1.0');
    await world.later(minutes(11));
    expect(world.read(branch, receiving)).toBe(world.file(staging, '1.1.0', rest));
  },
);

story('its merge request carries a plan like any other', behind, async (world) => {
  await world.later(minutes(11));
  const number = (await open(world))?.number ?? 0;
  expect(world.comment(number)).toContain('merging deploys checkout 1.1.0 to staging');
  expect(readTail(world.comment(number))?.verdict).toBe('clear');
});

story('a merged promotion deploys, and is not offered again', behind, async (world) => {
  await world.later(minutes(11));
  await world.merge((await open(world))?.number ?? 0);
  await world.settle();
  expect(await world.live(staging)).toMatchObject({ version: '1.1.0' });
  await world.later(minutes(30));
  expect(await promotions(world)).toHaveLength(1);
});

story('a newer release brings the open promotion up to date', behind, async (world) => {
  await world.later(minutes(11));
  const first = await open(world);
  await deploy(world, '1.2.0');
  await world.later(minutes(11));
  const now = await open(world);
  expect(now).toMatchObject({ number: first?.number, title: 'Promote checkout 1.2.0 to staging' });
  expect(world.read(branch, receiving)).toBe(world.file(staging, '1.2.0'));
  expect(world.comment(now?.number ?? 0)).toContain('checkout 1.2.0 to staging');
});

story('a closed promotion is not offered again', behind, async (world) => {
  await world.later(minutes(11));
  await world.close((await open(world))?.number ?? 0, 'alice');
  await world.later(minutes(60));
  expect(await open(world)).toBeNull();
  expect(await promotions(world)).toHaveLength(1);
});

story('after a decline the next release is offered', behind, async (world) => {
  await world.later(minutes(11));
  await world.close((await open(world))?.number ?? 0, 'alice');
  await deploy(world, '1.2.0');
  await world.later(minutes(11));
  expect(await open(world)).toMatchObject({ title: 'Promote checkout 1.2.0 to staging' });
});

story('reopening takes a decline back', behind, async (world) => {
  await world.later(minutes(11));
  const number = (await open(world))?.number ?? 0;
  await world.close(number, 'alice');
  await world.settle();
  await world.reopen(number);
  await world.settle();
  await deploy(world, '1.2.0');
  await world.later(minutes(11));
  expect(await open(world)).toMatchObject({ number, title: 'Promote checkout 1.2.0 to staging' });
});

story('leaves a branch alone that a person has pushed to', behind, async (world) => {
  await world.later(minutes(11));
  const number = (await open(world))?.number ?? 0;
  const mine = `${world.read(branch, receiving)}overrides: { scalability: { min_instances: 3 } }\n`;
  await world.add(number, { [receiving]: mine });
  await world.settle();
  await world.run('promote', staging);
  expect(world.read(branch, receiving)).toBe(mine);
});

story('closes the offer when the release got there another way', behind, async (world) => {
  await world.later(minutes(11));
  const number = (await open(world))?.number ?? 0;
  await world.push({ [receiving]: world.file(staging, '1.1.0') });
  await world.settle();
  expect((await world.mergeRequest(number)).state).toBe('closed');
  expect(await world.outside.forge.closedBy(number)).toBe('runway');
});

story('a release that the bot withdrew may be offered again', behind, async (world) => {
  await world.later(minutes(11));
  await world.push({ [receiving]: world.file(staging, '1.1.0') });
  await world.settle();
  await world.push({ [receiving]: world.file(staging, '1.0.0') });
  await world.settle();
  await world.later(minutes(11));
  expect(await open(world)).toMatchObject({ title: 'Promote checkout 1.1.0 to staging' });
});

story('offers nothing that has not served', running, async (world) => {
  await world.push({ [receiving]: world.file(staging, '1.0.0') });
  await world.settle();
  world.runtime.failNextRevision('It exits at once.');
  await deploy(world, '1.1.0');
  await world.later(minutes(60));
  expect(await promotions(world)).toEqual([]);
});

story('a change of settings does not start the soak anew', running, async (world) => {
  await world.later(minutes(6));
  await deploy(world, '1.0.0', 'overrides:\n  scalability: { min_instances: 1 }\n');
  await world.later(minutes(5));
  expect(await open(world)).toMatchObject({ title: 'Promote checkout 1.0.0 to staging' });
});

story('another release starts the soak anew', running, async (world) => {
  await world.later(minutes(6));
  await deploy(world, '1.1.0');
  await world.later(minutes(5));
  expect(await open(world)).toBeNull();
  await world.later(minutes(6));
  expect(await open(world)).toMatchObject({ title: 'Promote checkout 1.1.0 to staging' });
});

story('going back is offered like any other release', behind, async (world) => {
  await world.push({ [receiving]: world.file(staging, '1.1.0') });
  await deploy(world, '1.0.0');
  await world.later(minutes(11));
  expect(await open(world)).toMatchObject({ title: 'Promote checkout 1.0.0 to staging' });
});

story(
  'offers nothing where the workload is not to run',
  {
    ...running,
    files: { 'inventory/checkout.yml': inventoryFile('checkout', ['dev']) },
  },
  async (world) => {
    await world.later(minutes(30));
    expect(await promotions(world)).toEqual([]);
  },
);

story('overwrites no receiving file that it cannot read', running, async (world) => {
  await world.push({ [receiving]: 'nonsense: [\n' });
  await world.later(minutes(30));
  expect(await promotions(world)).toEqual([]);
});

story('renders the manifest of the receiving environment', {}, async (world) => {
  world.checkout.push('2.0.0', {
    files: {
      '.runway/runway.yml': usualManifest,
      '.runway/env-staging.yml': 'LOG_LEVEL: warn\n',
    },
  });
  await deploy(world, '2.0.0');
  await world.later(minutes(11));
  expect(world.read(branch, receiving)).toContain('LOG_LEVEL: warn');
  expect(world.read('main', path)).not.toContain('LOG_LEVEL');
});

story(
  'makes its branch anew when it conflicts with what was merged since',
  behind,
  async (world) => {
    await world.later(minutes(11));
    const rest = 'overrides:\n  scalability: { min_instances: 1 }\n';
    const older = world.file(staging, '1.0.0').replace('# ', '') + rest;
    await world.push({ [receiving]: older.replace('version: 1.0.0', "version: '1.0.0'") });
    await world.settle();
    const number = (await open(world))?.number ?? 0;
    expect(readTail(world.comment(number))?.verdict).not.toBe('conflict');
    expect(world.read(branch, receiving)).toContain('min_instances: 1');
  },
);

story('an offer goes on waiting for the soak when the ledger is lost', running, async (world) => {
  world.forget();
  await world.later(minutes(20));
  expect(await open(world)).toMatchObject({ title: 'Promote checkout 1.0.0 to staging' });
});
