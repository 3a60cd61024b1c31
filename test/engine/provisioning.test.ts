// Whatever a workload has, and wherever it was interrupted: it gets what is wished, in order, and loses it in reverse.

import { expect, test } from '@jest/globals';
import {
  createMemoryProvisioned,
  type ProvisionedKind,
} from '../../src/adapters/memory/provisioned.ts';
import type { Document } from '../../src/documents/document.ts';
import type { Environment, Workload } from '../../src/documents/generated/documents.ts';
import { advance } from '../../src/engine/advance.ts';
import { observe } from '../../src/engine/observe.ts';
import type { Plan, Step } from '../../src/plan/plan.ts';
import { planTarget } from '../../src/plan/plan-target.ts';
import { planEmpty, planState } from '../../src/plan/state.ts';
import { Failure } from '../../src/ports/failure.ts';
import { compile } from '../../src/provisioner/compile.ts';
import { type Kind, restsOn } from '../../src/resources/kinds.ts';
import type { Observed, Resource } from '../../src/resources/resource.ts';
import { environment, parsed, workload } from '../documents/files.ts';
import { type Random, randomFrom } from '../support/random.ts';

const target = 'dev/checkout';
const signal = new AbortController().signal;

const IDENTITY = `  identity:
    bot: runway@acme-runway.iam.gserviceaccount.com
    plans: runway-plans@acme-runway-dev.iam.gserviceaccount.com
`;
const VAULTS = [
  '',
  '  vault: { mount: runway, path: env/dev/service }\n',
  '  vault: { mount: runway, path: env/dev, owners: { auth: oidc, claim: groups } }\n',
] as const;
const ROLES = [
  '',
  '  additional_roles: [roles/cloudsql.client]\n',
  '  additional_roles: [roles/pubsub.publisher, roles/cloudsql.client]\n',
] as const;

/** What documents ask for, one of many that they could. */
function wish(random: Random) {
  const rules = parsed(
    'environments/dev/environment.yml',
    environment('dev', IDENTITY + random.pick(VAULTS)),
  );
  const file = parsed('inventory/checkout.yml', workload('checkout', random.pick(ROLES)));
  return compile(
    target,
    file.document as unknown as Document<Workload>,
    rules.document as unknown as Document<Environment>,
  );
}

const KINDS = [
  'ServiceAccount',
  'Trust',
  'VaultPolicy',
  'VaultRole',
  'ImageRepository',
  'ParkedService',
] as const satisfies readonly ProvisionedKind[];

function createWorld(random: Random) {
  const provider = createMemoryProvisioned();
  const { scope } = wish(random);

  function look(wanted: readonly Resource[]): Promise<readonly Observed[]> {
    return observe([provider], { scope, wanted }, signal);
  }

  async function pass(desired: readonly Resource[]): Promise<Plan> {
    const observed = await look(desired);
    const asked = { target, intent: 'i', tried: new Set<string>(), adopt: false } as const;
    const plan = planTarget({ ...asked, desired, observed, surplus: 'removed' });
    // As the passes do: where something is in the way, nothing is carried out.
    if (plan.foreign.length > 0) return plan;
    const go = plan.waves.flat().filter(({ standing }) => standing.state === 'ready');
    for (const step of go) expectInOrder(step, observed);
    const move = { plan, observed, scope, strategy: 'expedited', adopt: false } as const;
    const marks = { begun: {}, complete: {}, parked: {}, onRevision: () => Promise.resolve() };
    try {
      await advance([provider], { ...move, ...marks }, signal);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
    return plan;
  }

  /** Until nothing is to be done; gives up after more passes than any world needs. */
  async function arrive(desired: readonly Resource[]): Promise<Plan> {
    for (let passes = 0; passes < 20; passes += 1) {
      if (random.chance(0.3)) provider.world.failNext(random.pick(KINDS), interrupted());
      const plan = await pass(desired);
      if (planEmpty(plan)) return plan;
      expect(planState(plan)).toBe('advancing');
    }
    throw new Error(`never empty: ${JSON.stringify(await pass(desired))}`);
  }

  return { provider, scope, look, pass, arrive };
}

function interrupted(): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_UNREACHABLE',
    message: 'The connection ended.',
    hint: '',
    retry: 'later',
  });
}

/** What a thing rests on is there when it is made. */
function expectInOrder({ action, kind, address }: Step, observed: readonly Observed[]): void {
  const there = new Set(observed.filter(({ owned }) => owned).map((seen) => seen.kind));
  const below: readonly Kind[] = restsOn[kind];
  const missing = action === 'remove' ? [] : below.filter((one) => !there.has(one));
  expect([address, ...missing]).toEqual([address]);
}

/** The addresses that were removed, oldest first. */
function removed(requests: readonly string[]): string[] {
  return requests.flatMap((request) => /^remove (.+)$/.exec(request)?.[1] ?? []);
}

test('from any wish, however interrupted, to any other: the plan is empty in the end', async () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = randomFrom(seed);
    const world = createWorld(random);
    const before = wish(random).resources;
    for (let passes = random.whole(4); passes > 0; passes -= 1) await world.pass(before);

    const { resources } = wish(random);
    const plan = await world.arrive(resources);

    expect(plan.unchanged).toEqual(resources.map(({ address }) => address).sort());
    const seen = await world.look(resources);
    expect(seen.map(({ address }) => address).sort()).toEqual(plan.unchanged);
  }
});

test('whatever somebody changed by hand is put back', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = randomFrom(seed);
    const world = createWorld(random);
    const { resources } = wish(random);
    await world.arrive(resources);
    const edited = resources[random.whole(resources.length)];
    if (edited === undefined) throw new Error('nothing is wished');

    world.provider.world.handEdit(world.scope, edited.address, (spec) => {
      const [field = ''] = Object.keys(spec).filter((name) => name !== 'placeholder');
      return { ...spec, [field]: 'changed by hand' };
    });
    const steps = (await world.pass(resources)).waves.flat();

    expect(steps.map(({ address, action }) => [address, action])).toEqual([
      [edited.address, 'update'],
    ]);
    expect(planEmpty(await world.arrive(resources))).toBe(true);
  }
});

test('all of it goes, and nothing before what rests on it', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = randomFrom(seed);
    const world = createWorld(random);
    const { resources } = wish(random);
    await world.arrive(resources);
    await world.arrive([]);

    expect(await world.look(resources)).toEqual([]);
    const order = removed(world.provider.world.requests);
    const last = (kind: Kind) =>
      Math.max(...order.flatMap((address, at) => (address.split('/')[2] === kind ? [at] : [])));
    const first = (kind: Kind) => order.findIndex((address) => address.split('/')[2] === kind);
    for (const kind of KINDS.filter((one) => first(one) !== -1)) {
      const below: readonly Kind[] = restsOn[kind];
      for (const foundation of below.filter((one) => first(one) !== -1)) {
        expect(first(foundation)).toBeGreaterThan(last(kind));
      }
    }
  }
});

test('what somebody else made is in no step, neither while it is in the way nor when all goes', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = randomFrom(seed);
    const world = createWorld(random);
    const { resources } = wish(random);
    const foreign = resources.filter(() => random.chance(0.3));
    for (const resource of foreign) {
      world.provider.world.foreign(world.scope, resource as Resource<ProvisionedKind>);
    }
    const addresses = foreign.map(({ address }) => address).sort();

    for (const desired of [resources, []]) {
      const plan = await world.pass(desired);
      const steps = plan.waves.flat().map(({ address }) => address);
      expect(steps.filter((address) => addresses.includes(address))).toEqual([]);
      expect(plan.foreign).toEqual(desired.length === 0 ? [] : addresses);
    }
  }
});
