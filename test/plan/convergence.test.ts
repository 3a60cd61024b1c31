// From any world, carrying out the plans leads to an empty plan, and stays there.

import { expect, test } from '@jest/globals';
import { planParking } from '../../src/plan/park.ts';
import { planTarget } from '../../src/plan/plan-target.ts';
import { planEmpty, planState } from '../../src/plan/state.ts';
import type { Plan, Step } from '../../src/plan/plan.ts';
import type { Template } from '../../src/resources/kinds.ts';
import type { Observed, Resource, Revision } from '../../src/resources/resource.ts';
import { type Random, randomFrom } from '../support/random.ts';
import {
  desired,
  digest,
  image,
  revision,
  serving,
  target,
  template,
} from '../support/planned-resources.ts';
import { later, type World, written } from '../support/simulated-world.ts';

const regions = ['europe-west1', 'us-east1'] as const;

function randomTemplate(random: Random): Template {
  return template({
    image: `us-docker.pkg.dev/acme/checkout@${digest(random.pick(['a', 'b', 'c']))}`,
    concurrency: random.pick([1, 80]),
    environment: random.chance(0.5) ? {} : { LOG_LEVEL: random.pick(['info', 'debug', '']) },
    livenessProbe: random.chance(0.3) ? template().startupProbe : null,
    unmanaged: random.chance(0.1) ? { sessionAffinity: 'true' } : {},
  });
}

function randomWorld(random: Random, wanted: Template): World {
  const templates = new Map<string, Template>();
  const things: Observed[] = [];
  for (const region of regions) {
    if (random.chance(0.25)) continue;
    const live = random.chance(0.3) ? wanted : randomTemplate(random);
    const others = [wanted, randomTemplate(random)]
      .filter((one) => revision(one).name !== revision(live).name && random.chance(0.6))
      .map((one): [Template, Revision] => [
        one,
        revision(one, { state: random.pick(['ready', 'starting', 'failed']) }),
      ]);
    const names = new Map(others.map(([one, made]) => [made.name, [one, made] as const]));
    templates.set(revision(live).name, live);
    for (const [name, [one]] of names) templates.set(name, one);
    things.push(
      ...serving({
        template: live,
        region,
        revisions: [...names.values()].map(([, made]) => made),
        service: {
          scaling: { minInstances: random.whole(3), maxInstances: random.pick([5, 20]) },
          unmanaged: random.chance(0.2) ? { launchStage: 'BETA' } : {},
        },
        endpoint: {
          ingress: random.pick(['all', 'internal', 'internal-and-load-balancer']),
          invokerCheck: random.chance(0.5),
        },
      }),
    );
  }
  if (random.chance(0.5)) things.push(image(wanted));
  return { observed: things, templates };
}

function isThere({ before }: Step<'Service'>, name: string): boolean {
  return before?.facts.revisions.some((one) => one.name === name) ?? false;
}

function run(world: World, plan: (seen: readonly Observed[], tried: Set<string>) => Plan): World {
  const tried = new Set<string>();
  let now = world;
  for (let pass = 0; pass < 20; pass += 1) {
    const next = plan(now.observed, tried);
    if (planEmpty(next)) return now;
    expect(planState(next)).toBe('advancing');
    const go = next.waves.flat().filter(({ standing }) => standing.state === 'ready');
    for (const step of go) {
      if (step.kind === 'Service' && step.revision !== null && !isThere(step, step.revision)) {
        tried.add(step.revision);
      }
      now = written(now, step);
    }
    now = later(now);
  }
  throw new Error(`never empty: ${JSON.stringify(plan(now.observed, tried))}`);
}

test('every world converges to an empty plan', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = randomFrom(seed);
    const wanted = { ...randomTemplate(random), unmanaged: {} };
    const resources: Resource[] = [
      ...desired(wanted, 'us-east1'),
      ...desired(wanted, 'europe-west1').filter(({ kind }) => kind !== 'Image'),
    ];
    const end = run(randomWorld(random, wanted), (observed, tried) =>
      planTarget({
        target,
        intent: 'i',
        desired: resources,
        observed,
        tried,
        surplus: 'left',
        adopt: false,
      }),
    );
    for (const thing of end.observed) {
      if (thing.kind === 'Traffic')
        expect(thing.spec.shares).toEqual([{ template: revision(wanted).template, percent: 100 }]);
    }
  }
});

test('the same world gives the same plan to the byte, in whatever order it is seen', () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const random = randomFrom(seed);
    const wanted = { ...randomTemplate(random), unmanaged: {} };
    const resources = [...desired(wanted, 'us-east1'), ...desired(wanted, 'europe-west1').slice(1)];
    const { observed } = randomWorld(random, wanted);
    const plan = {
      target,
      intent: 'i',
      tried: new Set<string>(),
      surplus: 'left',
      adopt: false,
    } as const;
    expect(
      JSON.stringify(
        planTarget({
          ...plan,
          desired: [...resources].reverse(),
          observed: [...observed].reverse(),
        }),
      ),
    ).toBe(JSON.stringify(planTarget({ ...plan, desired: resources, observed })));
  }
});

test('every world can be parked', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = randomFrom(seed);
    const world = randomWorld(random, randomTemplate(random));
    const parked = run(world, (observed) => planParking({ target, intent: 'i', observed }));
    for (const thing of parked.observed) {
      if (thing.kind === 'Service') expect(thing.spec.scaling.minInstances).toBe(0);
      if (thing.kind === 'Endpoint') {
        expect(thing.spec).toEqual({ ingress: 'internal', invokerCheck: true });
      }
    }
  }
});
