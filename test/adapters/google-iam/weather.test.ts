// Whatever happens to one request of provisioning or decommissioning, the next attempt ends where it should.

import { afterEach, expect, test } from '@jest/globals';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import type { IamKind } from '../../../src/adapters/google-iam/google-iam.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { accountsOf, trustOf } from '../../support/provisioned.ts';
import { PROJECT, SCOPE, startIamWorld, type IamWorld } from './iam-world.ts';

const { signal } = new AbortController();
const target = 'dev/checkout';
const scope = { ...SCOPE, workload: 'checkout' };
const accounts = accountsOf(target, PROJECT, 'first');
const trust = [trustOf(target, PROJECT, 'first')];
const all = [...accounts, ...trust] as readonly Resource<IamKind>[];

let world: IamWorld;
afterEach(() => world.stop());

const WEATHER: readonly (readonly [string, Fault])[] = [
  ['is answered 503', { status: 503 }],
  ['meets a closed connection', { drop: true }],
  ['is carried out, and its answer lost', { loseAnswer: true }],
];

const WRITES = [
  ['iam', 'CreateServiceAccount'],
  ['iam', 'SetIamPolicy'],
  ['iam', 'DeleteServiceAccount'],
  ['resource-manager', 'SetIamPolicy'],
] as const;

const cases = WRITES.flatMap(([service, method]) =>
  WEATHER.flatMap(([how, fault]) =>
    [0, 1].map((spared) => ({ service, method, how, fault, spared })),
  ),
);

test.each(cases)(
  '$service $method after $spared others $how',
  async ({ service, method, fault, spared }) => {
    world = await startIamWorld();
    let struck: string | null = null;
    const attempt = async (work: () => Promise<void>): Promise<void> => {
      const many = { service, method, share: null, where: {} };
      if (struck === null && spared > 0)
        world.faults.add({ ...many, fault: { delayMs: 1 }, times: spared });
      struck ??= world.faults.add({ ...many, fault, times: 1 }).id;
      // As often as a pass comes back; each time by a provider that remembers nothing.
      for (let tries = 0; tries < 5; tries += 1) {
        try {
          return await work();
        } catch (error) {
          expect(error).toMatchObject({ retry: 'later' });
          world.time.now += 20_000;
        }
      }
      throw new Error('it never came about');
    };
    const removing = method === 'DeleteServiceAccount';
    const make = async (): Promise<void> => {
      await applyProvisioned(world.another(), { scope, wanted: accounts });
      await applyProvisioned(world.another(), { scope, wanted: trust });
    };
    const remove = async (): Promise<void> => {
      const provider = world.another();
      const seen = await provider.observe(scope, all, signal);
      for (const one of [...seen].reverse()) await provider.remove(scope, one, signal);
    };
    await (removing ? make() : attempt(make));
    const made = await world.another().observe(scope, all, signal);
    expect(made.map(({ spec }) => spec)).toEqual(all.map(({ spec }) => spec));
    await attempt(remove);
    expect(await world.another().observe(scope, all, signal)).toEqual([]);
    expect(world.faults.find(struck ?? '')?.struck).toBe(1);
    const { bindings } = world.cloud.policyOf(`projects/${PROJECT}`);
    expect(JSON.stringify(bindings)).not.toContain('checkout');
  },
);
