// What every provider of the provisioner's kinds promises.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Provider } from '../../src/ports/provider.ts';
import { targetOf, type Target } from '../../src/resources/address.ts';
import type { Observed, Resource } from '../../src/resources/resource.ts';
import type { Scope } from '../../src/resources/scope.ts';
import { applyProvisioned } from '../support/apply-provisioned.ts';
import { until } from '../support/until.ts';

export interface ProvisionedWorld {
  readonly provider: Provider;
  readonly scope: Omit<Scope, 'workload'>;
  /** What a workload is to have, in waves: foundations first. */
  wanted(this: void, target: Target): readonly (readonly Resource[])[];
  /** The same with another wish for each, as a changed inventory file would say it. */
  changed(target: Target): readonly (readonly Resource[])[];
  /** Before a workload is asked for, whatever else it needs to be there. */
  prepare(target: Target): Promise<void>;
  /** Makes what a workload's resources would be called, as somebody else would. */
  foreign(target: Target): Promise<void>;
  /** A person changes something of each, beside Runway. */
  handEdit(target: Target): Promise<void>;
  /** A person gives somebody rights in the same places, which are none of Runway's business. */
  neighbour(): Promise<void>;
  /** What those places hold of others, as text. */
  neighbours(): Promise<string>;
  stop(): Promise<void>;
}

const { signal } = new AbortController();

export function provisionedContract(name: string, make: () => Promise<ProvisionedWorld>): void {
  describe(`${name} as a provider of what is provisioned`, () => {
    let world: ProvisionedWorld;
    let count = 0;
    const subject = async (): Promise<Subject> => {
      count += 1;
      const target = targetOf(world.scope.environment, `app-${count}`);
      await world.prepare(target);
      return subjectOf(world, target);
    };
    beforeAll(async () => {
      world = await make();
    }, 60_000);
    afterAll(() => world.stop());

    test('nothing there is an empty list', async () => {
      expect(await (await subject()).look()).toEqual([]);
    });

    test('after a clean apply what is seen is what was asked for', async () => {
      const { target, apply, settled } = await subject();
      await apply(world.wanted(target));
      const seen = await settled();
      expect(specs(seen)).toEqual(specs(world.wanted(target).flat()));
      expect(seen.every(({ owned }) => owned)).toBe(true);
    });

    test('writing it again changes nothing', async () => {
      const { target, apply, settled } = await subject();
      await apply(world.wanted(target));
      const before = await settled();
      await apply(world.wanted(target));
      expect(await settled()).toEqual(before);
    });

    test('another wish is carried out, and taken back', async () => {
      const { target, apply, look } = await subject();
      await apply(world.wanted(target));
      await apply(world.changed(target));
      expect(specs(await look())).toEqual(specs(world.changed(target).flat()));
      await apply(world.wanted(target));
      expect(specs(await look())).toEqual(specs(world.wanted(target).flat()));
    });

    test('what a person changed by hand is seen, and can be set back', async () => {
      const { target, apply, look } = await subject();
      await apply(world.wanted(target));
      await world.handEdit(target);
      const edited = specs(await look());
      for (const [address, spec] of Object.entries(specs(world.wanted(target).flat())))
        expect({ address, spec: edited[address] }).not.toEqual({ address, spec });
      await apply(world.wanted(target));
      expect(specs(await look())).toEqual(specs(world.wanted(target).flat()));
    });

    test('what others have in the same places stays as it is', async () => {
      const { target, apply, remove } = await subject();
      await world.neighbour();
      const before = await world.neighbours();
      await apply(world.wanted(target));
      await apply(world.changed(target));
      await remove();
      expect(await world.neighbours()).toEqual(before);
    });

    test('what is not ours is seen and never touched', async () => {
      const { target, apply, look, removeAll } = await subject();
      await world.foreign(target);
      const before = await look();
      expect(before.length).toBeGreaterThan(0);
      expect(before.map(({ owned }) => owned)).toEqual(before.map(() => false));
      const refused = { code: 'RUNWAY_RUNTIME_REFUSED', retry: 'never' };
      await expect(apply(world.wanted(target))).rejects.toMatchObject(refused);
      for (const seen of before) await expect(removeAll([seen])).rejects.toMatchObject(refused);
      expect(await look()).toEqual(before);
    });

    test('with the explicit word it is taken over, and ours from then on', async () => {
      const { target, adopt, look } = await subject();
      await world.foreign(target);
      await adopt(world.wanted(target));
      const seen = await look();
      expect(specs(seen)).toEqual(specs(world.wanted(target).flat()));
      expect(seen.every(({ owned }) => owned)).toBe(true);
    });

    test('the environment as a whole shows ours, and foreign things only under a wanted name', async () => {
      const ours = await subject();
      const foreign = await subject();
      await ours.apply(world.wanted(ours.target));
      await world.foreign(foreign.target);
      const wanted = world.wanted(ours.target).flat();
      const scope = { ...world.scope, workload: null };
      const seen = await world.provider.observe(scope, wanted, signal);
      expect(specs(seen.filter(({ target }) => target === ours.target))).toEqual(specs(wanted));
      expect(seen.filter(({ target }) => target === foreign.target)).toEqual([]);
      const both = [...wanted, ...world.wanted(foreign.target).flat()];
      const all = await world.provider.observe(scope, both, signal);
      expect(all.some(({ target }) => target === foreign.target)).toBe(true);
    });

    test('what is of the same name in another environment is not ours in this one', async () => {
      const { target, apply } = await subject();
      await apply(world.wanted(target));
      const [, workload = ''] = target.split('/');
      const scope = { ...world.scope, environment: 'other', workload };
      const wanted = world
        .wanted(target)
        .flat()
        .map((one) => ({ ...one, target: targetOf('other', workload) }));
      const seen = await world.provider.observe(scope, wanted, signal);
      expect(seen.filter(({ owned }) => owned)).toEqual([]);
    });

    test('what is removed is gone, removing it again is no matter, and it can come back', async () => {
      const { target, apply, look, remove, removeAll } = await subject();
      await apply(world.wanted(target));
      const seen = await look();
      await remove();
      expect(await until(look, (left) => left.length === 0)).toEqual([]);
      await removeAll([...seen].reverse());
      await apply(world.wanted(target));
      expect(specs(await look())).toEqual(specs(world.wanted(target).flat()));
    });

    test('who was stopped after any write goes on from what is seen', async () => {
      const { target, apply, look } = await subject();
      for (const wave of world.wanted(target))
        for (const resource of wave) await apply([[resource]]);
      await apply(world.wanted(target));
      expect(specs(await look())).toEqual(specs(world.wanted(target).flat()));
    });
  });
}

interface Subject {
  readonly target: Target;
  look(this: void): Promise<readonly Observed[]>;
  /** What is seen once all of it is healthy. */
  settled(this: void): Promise<readonly Observed[]>;
  apply(this: void, waves: readonly (readonly Resource[])[]): Promise<void>;
  adopt(this: void, waves: readonly (readonly Resource[])[]): Promise<void>;
  /** All that is seen, last made first. */
  remove(this: void): Promise<void>;
  removeAll(this: void, seen: readonly Observed[]): Promise<void>;
}

function subjectOf(
  { provider, scope: environment, wanted }: ProvisionedWorld,
  target: Target,
): Subject {
  const [, workload = ''] = target.split('/');
  const scope: Scope = { ...environment, workload };
  const order = wanted(target).flat();
  const look = async (): Promise<readonly Observed[]> => {
    const seen = await provider.observe(scope, order, signal);
    const place = ({ address }: Observed) => order.findIndex((one) => one.address === address);
    return [...seen].sort((a, b) => place(a) - place(b));
  };
  const write = async (waves: readonly (readonly Resource[])[], adopt: boolean): Promise<void> => {
    for (const wave of waves) await applyProvisioned(provider, { scope, wanted: wave, adopt });
  };
  const removeAll = async (seen: readonly Observed[]): Promise<void> => {
    for (const one of seen) await provider.remove(scope, one, signal);
  };
  return {
    target,
    look,
    settled: () =>
      until(
        look,
        (seen) => seen.length > 0 && seen.every(({ health }) => health.status === 'healthy'),
      ),
    apply: (waves) => write(waves, false),
    adopt: (waves) => write(waves, true),
    remove: async () => removeAll([...(await look())].reverse()),
    removeAll,
  };
}

function specs(seen: readonly Resource[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(seen.map(({ address, spec }) => [address, spec]));
}
