// What stands in the way of provisioning, how it is told, and that it goes on by itself.

import { expect } from '@jest/globals';
import { Failure } from '../../../src/ports/failure.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { environmentFile, inventoryFile } from '../../support/world/documents.ts';
import { Killed } from '../../support/world/runner.ts';
import { story } from '../../support/story.ts';
import { hours, minutes, type World } from '../../support/world.ts';

const dev = 'dev/checkout';
const file = 'environments/dev/checkout.yml';
const entry = 'inventory/checkout.yml';
const onlyDev = {
  'environments/dev/environment.yml': environmentFile('dev', { grace: '1h', provisioned: true }),
};
const wish = {
  files: { ...onlyDev, [entry]: inventoryFile('checkout', ['dev']) },
  provisioner: true,
};
const none = { ...wish, files: { ...onlyDev, [entry]: null } };
const deployed = { ...wish, serving: { [dev]: '1.0.0' } } as const;
const PROVISION = 'runway/provision';

async function outcome(world: World): Promise<string | null> {
  const latest = await world.provisioner.outside.ledger.latest(dev);
  return latest === null ? null : (latest.outcome?.type ?? 'under way');
}

async function onboard(world: World): Promise<number> {
  const number = await world.open({ files: { [entry]: inventoryFile('checkout', ['dev']) } });
  await world.settle();
  await world.merge(number);
  await world.settle();
  return number;
}

const inDev = { runtime: { kind: 'cloud-run', project: 'acme-runway-dev', regions: [] } } as const;

function strange(): Resource<'ServiceAccount'> {
  return {
    kind: 'ServiceAccount',
    address: `${dev}/ServiceAccount/deploy`,
    target: dev,
    region: null,
    spec: { id: 'dep-checkout', title: 'of somebody else', roles: [], limitedRoles: [] },
  };
}

story('an entry cannot go while a deployment remains', deployed, async (world) => {
  const number = await world.open({ files: { [entry]: null } });
  await world.settle();
  expect(world.provision(number)).toContain('cannot lose its accounts');
  expect(world.provision(number)).toContain(file);
  expect(await world.status(number, PROVISION)).toMatch(/^failed: /);
  await world.merge(number);
  await world.settle();
  expect(world.provisioner.world.requests.join()).not.toContain('remove');
  expect(await outcome(world)).toBe('held');
});

story(
  'what is in use is waited for, and goes when nothing is deployed any more',
  deployed,
  async (world) => {
    const number = await world.open({ files: { [entry]: null, [file]: null } });
    await world.settle();
    expect(world.provision(number)).not.toContain('cannot lose');
    await world.merge(number);
    await world.settle();
    const { requests } = world.provisioner.world;
    expect(requests.join()).not.toContain('remove dev/checkout/ServiceAccount');
    expect(await outcome(world)).toBe('under way');
    expect(await world.status(number, PROVISION)).toMatch(/^pending: /);
    expect(await world.live(dev)).not.toBeNull();

    await world.later(hours(2));
    expect(await world.live(dev)).toBeNull();
    expect(await outcome(world)).toBe('removed');
    expect(requests).toContain('remove dev/checkout/ServiceAccount/deploy');
    expect(await world.status(number, PROVISION)).toMatch(/^passed: /);
  },
);

story('what is somebody else’s stands in the way until it is gone', none, async (world) => {
  world.provisioner.world.foreign(inDev, strange());
  const number = await onboard(world);
  expect(await outcome(world)).toBe('failed');
  expect(world.provision(number)).toContain('adopt');
  expect(world.notes(number)).toHaveLength(1);
  expect(await world.status(number, PROVISION)).toMatch(/^failed: /);

  const adopting = `${inventoryFile('checkout', ['dev'])}  adopt: [dev]\n`;
  const second = await world.open({ files: { [entry]: adopting } });
  await world.settle();
  await world.merge(second);
  await world.settle();
  expect(await outcome(world)).toBe('proven');
});

story(
  'what was made here and has lost its sign by hand is healed, and so is the rest',
  none,
  async (world) => {
    await onboard(world);
    const { requests, foreign, handEdit } = world.provisioner.world;
    foreign(inDev, strange());
    handEdit(inDev, `${dev}/Trust`, (spec) => ({
      ...spec,
      impersonators: ['user:mallory@acme.dev'],
    }));
    const before = requests.length;
    await world.later(minutes(20));
    expect(await outcome(world)).toBe('proven');
    expect(requests.slice(before).toSorted()).toEqual([
      `update ${dev}/ServiceAccount/deploy`,
      `update ${dev}/Trust`,
    ]);
  },
);

story(
  'what stands under a name that was never made here is not taken over by that',
  none,
  async (world) => {
    await onboard(world);
    const { requests, foreign } = world.provisioner.world;
    foreign(inDev, {
      ...strange(),
      address: `${dev}/ServiceAccount/other`,
      spec: { ...strange().spec, id: 'oth-checkout' },
    });
    foreign(inDev, strange());
    const before = requests.length;
    await world.later(minutes(20));
    expect(requests.slice(before)).toEqual([]);
  },
);

story(
  'a refusal is told once, and tried again at each resync until it goes through',
  none,
  async (world) => {
    const refusal = new Failure({
      code: 'RUNWAY_RUNTIME_REFUSED',
      message: 'The provisioner may not make accounts in acme-runway-dev.',
      hint: 'Grant it roles/iam.serviceAccountAdmin there.',
      retry: 'never',
    });
    for (let times = 0; times < 3; times += 1)
      world.provisioner.world.failNext('ServiceAccount', refusal);
    const number = await onboard(world);
    expect(await outcome(world)).toBe('failed');
    expect(world.provision(number)).toContain('may not make accounts');
    await world.later(minutes(20));
    expect(await outcome(world)).toBe('proven');
    expect(world.notes(number)).toHaveLength(1);
    expect(world.provision(number)).not.toContain('may not make accounts');
    expect(await world.provisioner.outside.ledger.history(dev, 10)).toHaveLength(1);
  },
);

story('what is not seen yet is waited for', none, async (world) => {
  const notYet = new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: 'The account dep-checkout is not seen yet.',
    hint: 'Nothing to do.',
    retry: 'later',
  });
  for (let times = 0; times < 4; times += 1) world.provisioner.world.failNext('Trust', notYet);
  await onboard(world);
  await world.later(minutes(2));
  expect(await outcome(world)).toBe('proven');
});

story('an environment is not left with what was made in it', wish, async (world) => {
  const number = await world.open({
    files: { 'environments/dev/environment.yml': environmentFile('dev', { grace: '1h' }) },
  });
  await world.settle();
  expect(world.provision(number)).toContain('nobody would look after');
  await world.merge(number);
  await world.settle();
  expect(world.provisioner.world.requests.join()).not.toContain('remove');
});

story('a broken entry changes nothing of what is there', wish, async (world) => {
  const number = await world.open({ files: { [entry]: 'kind: Worklod\n' } });
  await world.settle();
  expect(world.provision(number)).toContain('inventory/checkout.yml');
  await world.merge(number);
  await world.settle();
  await world.later(minutes(10));
  expect(world.provisioner.world.requests.join()).not.toContain('remove');
});

story('an entry that came without an event is made at the next resync', none, async (world) => {
  world.loseEvents();
  await world.push({ [entry]: inventoryFile('checkout', ['dev']) });
  await world.later(minutes(6));
  expect(await outcome(world)).toBe('proven');
});

story('wherever the process ends, the same comes about', none, async (world) => {
  for (let call = 1; call <= 60; call += 1) {
    const { faults } = world;
    const counts = (name: string) => /^(provisioned|second queue|second ledger)\./.test(name);
    const when = call % 2 === 0 ? 'before' : 'after';
    faults.arm({ call, when, counts, error: () => new Killed('killed') });
    await world.push({ [entry]: inventoryFile('checkout', ['dev']) });
    await world.settle();
    const done = faults.fired() === null;
    faults.arm(null);
    await world.later(minutes(10));
    expect(await outcome(world)).toBe('proven');
    await world.push({ [entry]: null });
    await world.later(minutes(10));
    expect(await outcome(world)).toBe('removed');
    if (done) return;
  }
  throw new Error('there are more calls than were tried');
});
