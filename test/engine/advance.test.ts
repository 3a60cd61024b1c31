import { expect, test } from '@jest/globals';
import { Failure } from '../../src/ports/failure.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { target } from '../support/planned-resources.ts';
import { createEngine, type Engine, regions, wanted } from './world.ts';

const next = { environment: { RUNWAY_VERSION: '1.5.0' } };

/** A world in which the first version serves in both regions. */
async function serving(): Promise<Engine> {
  const engine = createEngine();
  await engine.arrive(wanted());
  engine.writes();
  return engine;
}

/** The newest revision of one region is ready, whatever the other does. */
function ready(engine: Engine, region: string): void {
  engine.world.handEdit(target, region, ({ revisions }) => {
    const newest = revisions.at(-1);
    if (newest !== undefined) newest.state = 'ready';
  });
}

function closed(resources: readonly Resource[]): Resource[] {
  return resources.map((one) => {
    if (one.kind === 'Endpoint') return { ...one, spec: { ...one.spec, ingress: 'internal' } };
    if (one.kind !== 'Service') return one;
    return { ...one, spec: { ...one.spec, scaling: { minInstances: 1, maxInstances: 9 } } };
  });
}

async function marks(engine: Engine): Promise<unknown[]> {
  const seen = await engine.look();
  return seen.flatMap((one) => (one.kind === 'Service' ? [one.facts.marks.intent] : []));
}

test('writes everything that can go on one object as one request', async () => {
  const engine = await serving();
  await engine.move(closed(wanted()));
  expect(engine.writes()).toEqual([
    'update europe-west1: ingress invoker_iam_disabled labels scaling',
    'update us-east1: ingress invoker_iam_disabled labels scaling',
  ]);
});

test('starts the new revision everywhere and moves no traffic with it', async () => {
  const engine = await serving();
  const { remaining } = await engine.move(wanted(next));
  expect(engine.writes()).toEqual([
    'update europe-west1: labels scaling template traffic',
    'update us-east1: labels scaling template traffic',
  ]);
  expect(remaining.map(({ kind }) => kind)).toEqual(['Traffic', 'Traffic']);
  const [traffic] = (await engine.look()).filter(({ kind }) => kind === 'Traffic');
  expect(JSON.stringify(traffic?.facts)).not.toContain(engine.revisions.at(-1));
});

test('moves no traffic before the revision of every region is ready', async () => {
  const engine = await serving();
  await engine.move(wanted(next));
  engine.writes();
  ready(engine, 'us-east1');
  await engine.move(wanted(next));
  expect(engine.writes()).toEqual([]);
  ready(engine, 'europe-west1');
  await engine.move(wanted(next));
  expect(engine.writes()).toEqual(['update europe-west1: traffic', 'update us-east1: traffic']);
});

test('moves no traffic anywhere when one region has failed', async () => {
  const engine = await serving();
  engine.world.failNextRevision('no capacity');
  await engine.move(wanted(next));
  engine.world.settle();
  engine.writes();
  await engine.move(wanted(next));
  expect(engine.writes()).toEqual([]);
});

test('says with the first change that something is under way, with the last that it is done', async () => {
  const engine = await serving();
  expect(await marks(engine)).toEqual(['wanted', 'wanted']);
  await engine.move(wanted(next));
  expect(await marks(engine)).toEqual([null, null]);
  engine.world.settle();
  await engine.move(wanted(next));
  expect(await marks(engine)).toEqual(['wanted', 'wanted']);
});

test('tells the name of a revision once, before it is made', async () => {
  const engine = await serving();
  const told: string[] = [];
  const onRevision = async (name: string): Promise<void> => {
    const there = (await engine.look()).flatMap((one) =>
      one.kind === 'Service' ? one.facts.revisions.map((revision) => revision.name) : [],
    );
    expect(there).not.toContain(name);
    told.push(name);
  };
  await engine.move(wanted(next), { onRevision });
  engine.world.settle();
  await engine.move(wanted(next), { onRevision });
  expect(new Set(told).size).toBe(1);
});

test('makes no revision whose name could not be told', async () => {
  const engine = await serving();
  const onRevision = () => Promise.reject(new Error('the ledger is away'));
  await expect(engine.move(wanted(next), { onRevision })).rejects.toThrow('the ledger is away');
  expect(engine.writes()).toEqual([]);
});

test('lets the other writes end before it throws a refusal', async () => {
  const engine = await serving();
  engine.world.failNext('update', refused());
  await expect(engine.move(wanted(next))).rejects.toThrow('quota');
  const made = (await engine.look()).flatMap((one) =>
    one.kind === 'Service' ? [one.facts.revisions.length] : [],
  );
  expect(made.toSorted((a, b) => a - b)).toEqual([1, 2]);
});

test('catches up with the region that was refused', async () => {
  const engine = await serving();
  engine.world.failNext('update', refused());
  await expect(engine.move(wanted(next))).rejects.toThrow('quota');
  engine.world.settle();
  await engine.arrive(wanted(next));
  const shares = (await engine.look()).filter(({ kind }) => kind === 'Traffic');
  expect(shares).toHaveLength(regions.length);
  expect(JSON.stringify(shares)).toContain(engine.revisions.at(-1));
});

function refused(): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: 'The quota is used up.',
    hint: 'Ask for more.',
    retry: 'never',
  });
}
