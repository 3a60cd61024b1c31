// A perfect world, purely: every write is accepted, every revision becomes ready, in its own time.

import { isMaking, type Making, type Step } from '../../src/plan/plan.ts';
import type { Template } from '../../src/resources/kinds.ts';
import type { Observed } from '../../src/resources/resource.ts';
import { templateHash } from '../../src/resources/revision.ts';
import { noMarks, observed, resource, revision } from './planned-resources.ts';

export interface World {
  readonly observed: readonly Observed[];
  /** What each revision holds, by its name. */
  readonly templates: ReadonlyMap<string, Template>;
}

/** Carries out one step, as the vendor would: accepted at once, ready later. */
export function written(world: World, step: Step): World {
  if (!isMaking(step)) throw new Error(`${step.address} is removed by no plan here`);
  if (step.kind === 'Image')
    return put(world, [observed(step.after, { platforms: ['linux/amd64'] })]);
  if (step.kind === 'Service') return writtenService(world, step);
  if (step.kind === 'Traffic') return writtenTraffic(world, step);
  if (step.kind === 'Endpoint')
    return put(world, [observed(step.after, { host: 'checkout.example.run' })]);
  throw new Error(`${step.address} is no part of this world`);
}

/** Time passes: what was starting is ready, what was asked for is served. */
export function later(world: World): World {
  return {
    ...world,
    observed: world.observed.map((thing): Observed => {
      if (thing.kind === 'Traffic') return { ...thing, facts: { ...thing.facts, settled: true } };
      if (thing.kind !== 'Service') return thing;
      const revisions = thing.facts.revisions.map((one) =>
        one.state === 'starting' ? { ...one, state: 'ready' as const, message: '' } : one,
      );
      return { ...thing, health: { status: 'healthy' }, facts: { ...thing.facts, revisions } };
    }),
  };
}

function writtenService(world: World, step: Making<'Service'>): World {
  const { after, before, revision: name, region, target } = step;
  if (name === null) return world;
  const at = { target, region };
  const known = before?.facts.revisions ?? [];
  const isNew = !known.some((one) => one.name === name);
  const made = revision(after.spec.template, { name, state: 'starting' });
  const revisions = isNew ? [made, ...known] : known;
  const templates = new Map([...world.templates, [name, after.spec.template]]);
  const serves = before === null ? after.spec : { ...after.spec, template: before.spec.template };
  const changed = put({ ...world, templates }, [
    observed(resource('Service', serves, at), { marks: noMarks, revisions, closely: true }),
  ]);
  if (before !== null) return changed;
  const hash = templateHash(after.spec.template);
  return put(changed, [
    observed(resource('Traffic', { shares: [{ template: hash, percent: 100 }] }, at), {
      routes: [{ revision: name, percent: 100, tag: null }],
      settled: false,
    }),
    observed(resource('Endpoint', { ingress: 'all', invokerCheck: true }, at), { host: null }),
  ]);
}

function writtenTraffic(world: World, step: Making<'Traffic'>): World {
  const { after, revision: name, region } = step;
  if (name === null) return world;
  const service = world.observed.find(
    (thing) => thing.kind === 'Service' && thing.region === region,
  );
  const template = world.templates.get(name);
  if (service?.kind !== 'Service' || template === undefined) throw new Error(`no ${name}`);
  const state = service.facts.revisions.find((one) => one.name === name)?.state;
  if (state !== 'ready')
    throw new Error(`${name} is ${state ?? 'absent'} and must not get traffic`);
  return put(world, [
    { ...service, spec: { ...service.spec, template } },
    observed(after, { routes: [{ revision: name, percent: 100, tag: null }], settled: false }),
  ]);
}

function put(world: World, things: readonly Observed[]): World {
  const addresses = new Set(things.map(({ address }) => address));
  const rest = world.observed.filter(({ address }) => !addresses.has(address));
  return { ...world, observed: [...rest, ...things] };
}
