// What is ours and not wanted any more goes, and what others rest on goes last.

import { expect, test } from '@jest/globals';
import { planTarget } from '../../src/plan/plan-target.ts';
import { addressOf, type Target } from '../../src/resources/address.ts';
import type { Kind, Kinds } from '../../src/resources/kinds.ts';
import type { Facts, Observed } from '../../src/resources/resource.ts';

const target: Target = 'dev/checkout';
const deployer = 'serviceAccount:dep-checkout@acme.iam.gserviceaccount.com';

function seen<K extends Kind>(
  kind: K,
  of: { part?: string; region?: string; spec: Kinds[K]; facts: Facts[K]; owned?: boolean },
): Observed {
  const region = of.region ?? null;
  const address = addressOf(target, kind, of.part ?? region);
  const { spec, facts, owned = true } = of;
  const health = { status: 'healthy' } as const;
  return { kind, address, target, region, spec, facts, owned, health } as Observed;
}

function world({ inUse = false, owned = true } = {}): Observed[] {
  const account = { id: 'dep-checkout', title: 'x', roles: [], limitedRoles: [] };
  return [
    seen('ServiceAccount', { part: 'deploy', spec: account, facts: { uniqueId: '1' }, owned }),
    seen('Trust', {
      spec: { account: 'dep', impersonators: [], actsAs: 'run' },
      facts: { strangers: [] },
    }),
    seen('ParkedService', { region: 'us-east1', spec: { deployer }, facts: { inUse } }),
  ];
}

function plan(observed: readonly Observed[], surplus: 'left' | 'removed' = 'removed') {
  const input = { target, intent: 'i', desired: [], observed, tried: new Set<string>() };
  return planTarget({ ...input, surplus, adopt: false });
}

test('what rests on others goes first, and each step waits for those above it', () => {
  const { waves } = plan(world());
  expect(waves.map((wave) => wave.map(({ kind }) => kind))).toEqual([
    ['ParkedService', 'Trust'],
    ['ServiceAccount'],
  ]);
  expect(waves.flat().map(({ standing }) => standing.state)).toEqual(['ready', 'ready', 'waiting']);
  expect(waves.flat().map(({ effects }) => effects[0]?.risk)).toEqual(
    Array.from({ length: 3 }, () => 'removal'),
  );
});

test('a service that something was deployed to is waited for', () => {
  const steps = plan(world({ inUse: true })).waves.flat();
  expect(steps.find(({ kind }) => kind === 'ParkedService')?.standing.state).toBe('under way');
});

test('while it is in use all of a workload stays: whoever removes it needs the accounts', () => {
  const steps = plan(world({ inUse: true })).waves.flat();
  const waiting = steps.filter(({ kind }) => kind !== 'ParkedService');
  expect(waiting.map(({ standing }) => standing)).toEqual(
    waiting.map(() => ({ state: 'waiting', on: 'dev/checkout/ParkedService/us-east1' })),
  );
});

test('what is not ours stays, and so does everything where nothing is to be removed', () => {
  const kinds = plan(world({ owned: false }))
    .waves.flat()
    .map(({ kind }) => kind);
  expect(kinds).not.toContain('ServiceAccount');
  expect(plan(world(), 'left').waves).toEqual([]);
});
