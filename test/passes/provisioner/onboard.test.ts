// A workload is onboarded by a merge request, changed by others, and goes again.

import { expect } from '@jest/globals';
import { createWatch } from '../../../src/passes/watch/watch.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import type { Lease } from '../../../src/ports/queue.ts';
import { environmentFile, inventoryFile } from '../../support/world/documents.ts';
import { story } from '../../support/story.ts';
import { hours, minutes, type World } from '../../support/world.ts';

const provisioned = {
  'environments/dev/environment.yml': environmentFile('dev', { grace: '1h', provisioned: true }),
  'environments/staging/environment.yml': environmentFile('staging', {
    promotesFrom: 'dev',
    soak: '10m',
    provisioned: true,
  }),
};
const empty = {
  provisioner: true,
  files: { ...provisioned, 'inventory/checkout.yml': null },
} as const;
const there = { provisioner: true, files: provisioned } as const;
const half = {
  provisioner: true,
  files: { 'environments/dev/environment.yml': provisioned['environments/dev/environment.yml'] },
} as const;
const entry = { 'inventory/checkout.yml': inventoryFile('checkout') };

async function merged(world: World, files: Record<string, string | null>): Promise<number> {
  const number = await world.open({ files });
  await world.settle();
  await world.merge(number);
  await world.settle();
  return number;
}

async function outcomes(world: World): Promise<readonly string[]> {
  const all = await world.provisioner.outside.ledger.all();
  return all.map(({ target, outcome }) => `${target} ${outcome?.type ?? 'under way'}`).sort();
}

story('a new entry is planned, and made where it is merged', empty, async (world) => {
  const number = await world.open({ files: entry });
  await world.settle();
  expect(world.provision(number)).toContain('dev/checkout');
  expect(await world.status(number, 'runway/provision')).toMatch(/^passed: /);
  expect(await world.status(number)).toMatch(/^passed: /);
  expect(world.provisioner.world.requests).toEqual([]);

  await world.merge(number);
  await world.settle();
  expect(world.provisioner.world.requests).toContain('create dev/checkout/ServiceAccount/deploy');
  expect(world.provisioner.world.requests).toContain('create staging/checkout/Trust');
  expect(await outcomes(world)).toEqual(['dev/checkout proven', 'staging/checkout proven']);
  expect(await world.status(number, 'runway/provision')).toMatch(/^passed: /);
  expect(world.runtime.requests.filter(({ verb }) => verb !== 'observe')).toEqual([]);
});

story(
  'what is in place is told with how to deploy it, where that is no promotion',
  empty,
  async (world) => {
    const number = await merged(world, entry);
    expect(world.provision(number)).toContain('both targets are done');
    expect(world.provision(number)).toContain('add `environments/dev/checkout.yml` to deploy it');
    expect(world.provision(number)).not.toContain('environments/staging/checkout.yml');
  },
);

story(
  'the reconciler keeps quiet about an entry that moves nothing of its own',
  empty,
  async (world) => {
    const number = await merged(world, entry);
    expect(() => world.comment(number)).toThrow('has 0 comments');
  },
);

story(
  'the provisioner keeps quiet about a release',
  { ...there, serving: { 'dev/checkout': '1.0.0' } },
  async (world) => {
    const path = 'environments/dev/checkout.yml';
    const number = await world.open({ files: { [path]: world.file('dev/checkout', '1.1.0') } });
    await world.settle();
    expect(world.provision(number)).toBeNull();
    expect(await world.status(number, 'runway/provision')).toBe(
      'passed: Merging provisions nothing.',
    );
    await world.merge(number);
    await world.settle();
    expect(world.provision(number)).toBeNull();
    expect(await world.live('dev/checkout')).toMatchObject({ version: '1.1.0' });
  },
);

story('a role that is added to an entry is the one change', there, async (world) => {
  const before = world.provisioner.world.requests.length;
  const more = `${inventoryFile('checkout')}  additional_roles: [roles/cloudsql.client]\n`;
  const number = await world.open({ files: { 'inventory/checkout.yml': more } });
  await world.settle();
  expect(world.provision(number)).toContain('roles/cloudsql.client');
  await world.merge(number);
  await world.settle();
  expect(world.provisioner.world.requests.slice(before).sort()).toEqual([
    'update dev/checkout/ServiceAccount/runtime',
    'update staging/checkout/ServiceAccount/runtime',
  ]);
});

story('what a person changed by hand is put back', there, async (world) => {
  const scope = {
    runtime: { kind: 'cloud-run', project: 'acme-runway-dev', regions: [] },
  } as const;
  const { world: made } = world.provisioner;
  const before = made.requests.length;
  made.handEdit(scope, 'dev/checkout/Trust', (spec) => ({
    ...spec,
    impersonators: ['user:mallory@acme.dev'],
  }));
  await world.later(minutes(6));
  expect(made.requests.slice(before)).toEqual(['update dev/checkout/Trust']);
  await world.later(hours(1));
  expect(made.requests.length).toBe(before + 1);
});

story('a workload leaves one environment and comes back', there, async (world) => {
  const { requests } = world.provisioner.world;
  const before = requests.length;
  const number = await merged(world, {
    'inventory/checkout.yml': inventoryFile('checkout', ['staging']),
  });
  const left = requests.slice(before);
  expect(left).toContain('remove dev/checkout/ServiceAccount/deploy');
  expect(left.every((request) => request.startsWith('remove dev/'))).toBe(true);
  expect(left.indexOf('remove dev/checkout/Trust')).toBeLessThan(
    left.indexOf('remove dev/checkout/ServiceAccount/deploy'),
  );
  expect(await outcomes(world)).toEqual(['dev/checkout removed', 'staging/checkout proven']);
  expect(await world.status(number, 'runway/provision')).toMatch(/^passed: /);

  await merged(world, entry);
  expect(await outcomes(world)).toEqual(['dev/checkout proven', 'staging/checkout proven']);
});

story(
  'an environment that is not provisioned is not looked at, nor is another at every push',
  half,
  async (world) => {
    const { outside } = world.provisioner;
    const looked: string[] = [];
    const [provider] = outside.providers;
    if (provider === undefined) throw new Error('there is no provider');
    const listening: Provider = {
      ...provider,
      observe(scope, wanted, signal) {
        looked.push(scope.environment);
        return provider.observe(scope, wanted, signal);
      },
    };
    const watch = createWatch({ ...outside, providers: [listening] }, { everyMs: minutes(5) });
    const { signal } = new AbortController();
    const lease = await leaseOf(world);
    await watch(lease, signal);
    await watch(lease, signal);
    expect(looked).toEqual(['dev']);
    world.clock.moveTo(world.clock.now().getTime() + minutes(5));
    await watch(lease, signal);
    expect(looked).toEqual(['dev', 'dev']);
    expect(await outcomes(world)).toEqual(['dev/checkout proven']);
  },
);

async function leaseOf(world: World): Promise<Lease> {
  const { queue } = world.provisioner;
  await queue.request([{ pass: 'watch', key: '*' }]);
  const lease = await queue.claim('test', minutes(1), []);
  if (lease === null) throw new Error('nothing was due');
  return lease;
}

const fewer = (regions: readonly string[]) => ({
  'environments/dev/environment.yml': environmentFile('dev', {
    grace: '1h',
    provisioned: true,
    regions,
  }),
});

story(
  'bug: a region that an environment drops takes the parked services with it',
  there,
  async (world) => {
    const parked = 'dev/checkout/ParkedService/europe-west1';
    expect(world.provisioner.world.requests).toContain(`create ${parked}`);
    const number = await world.open({ files: fewer(['us-east1']) });
    await world.settle();
    expect(world.provision(number)).toContain('europe-west1');
    await world.merge(number);
    await world.settle();
    expect(world.provisioner.world.requests).toContain(`remove ${parked}`);
    expect(world.provisioner.world.requests).not.toContain(
      'remove dev/checkout/ParkedService/us-east1',
    );
    expect(await outcomes(world)).toContain('dev/checkout proven');
    const again = await world.open({ files: fewer(['us-east1', 'us-west1']) });
    await world.settle();
    expect(world.provision(again)).toContain('us-west1');
    expect(world.provision(again)).not.toContain('europe-west1');
  },
);

story(
  'what a dropped region has is found long after, and with a workload that leaves',
  there,
  async (world) => {
    const before = world.provisioner.world.requests.length;
    const observe = hideRegion(world, 'europe-west1');
    await merged(world, fewer(['us-east1']));
    await merged(world, fewer(['us-east1', 'us-west1']));
    const gone = world.provisioner.world.requests.slice(before);
    expect(gone.filter((request) => request.startsWith('remove'))).toEqual([]);
    observe();
    await merged(world, { 'inventory/checkout.yml': inventoryFile('checkout', ['staging']) });
    await world.later(minutes(6));
    expect(world.provisioner.world.requests).toContain(
      'remove dev/checkout/ParkedService/europe-west1',
    );
    expect(await outcomes(world)).toContain('dev/checkout removed');
  },
);

story(
  'a dropped region that does not answer is looked at again, and nothing is concluded from it',
  there,
  async (world) => {
    const number = await world.open({ files: fewer(['us-east1']) });
    const answer = hideRegion(world, 'europe-west1', 'later');
    await world.run('review', `${number}`);
    await world.merge(number);
    await world.settle();
    const parked = 'remove dev/checkout/ParkedService/europe-west1';
    expect(world.provisioner.world.requests).not.toContain(parked);
    answer();
    await world.later(minutes(2));
    expect(world.provisioner.world.requests).toContain(parked);
  },
);

/** A region that nobody may look at, or that does not answer, until it is let. */
function hideRegion(world: World, region: string, retry: Failure['retry'] = 'never'): () => void {
  const [provider] = world.provisioner.outside.providers;
  if (provider === undefined) throw new Error('there is no provider');
  const before = { ...provider };
  const away = new Failure({
    code: retry === 'never' ? 'RUNWAY_RUNTIME_DENIED' : 'RUNWAY_RUNTIME_UNREACHABLE',
    message: `There is no ${region}.`,
    hint: '',
    retry,
  });
  const looking: Provider['observe'] = (scope, wanted, signal) =>
    scope.runtime.regions.includes(region)
      ? Promise.reject(away)
      : before.observe(scope, wanted, signal);
  Object.assign(provider, { observe: looking });
  return () => void Object.assign(provider, before);
}
