// What is planned, and how far each step is, in the situations that a deployment goes through.

import { expect, test } from '@jest/globals';
import { effectsOf } from '../../src/plan/effects.ts';
import { planTarget } from '../../src/plan/plan-target.ts';
import type { Plan, Standing, Step } from '../../src/plan/plan.ts';
import { planEmpty, planState } from '../../src/plan/state.ts';
import type { Kind } from '../../src/resources/kinds.ts';
import type { Observed, Resource } from '../../src/resources/resource.ts';
import { revisionName } from '../../src/resources/revision.ts';
import {
  desired,
  digest,
  image,
  noMarks,
  observed,
  resource,
  revision,
  serviceSpec,
  serving,
  target,
  template,
} from '../support/planned-resources.ts';

const old = template();
const changes = { environment: { LOG_LEVEL: 'debug' } };
const wanted = template(changes);
const { template: hash, name } = revision(wanted);

function plan(
  seen: readonly Observed[],
  { tried = [], wish = desired(changes) }: { tried?: string[]; wish?: readonly Resource[] } = {},
): Plan {
  return planTarget({
    target,
    intent: 'i',
    desired: wish,
    observed: seen,
    tried: new Set(tried),
    surplus: 'left',
    adopt: false,
  });
}

function step(of: Plan, kind: Kind): Step | undefined {
  return of.waves.flat().find((one) => one.kind === kind);
}

function standing(of: Plan, kind: Kind): Standing | undefined {
  return step(of, kind)?.standing;
}

test('a world that is as wished plans empty', () => {
  const now = plan([...serving({ template: wanted }), image(wanted)]);

  expect(planEmpty(now)).toBe(true);
  expect(planState(now)).toBe('done');
  expect(now.unchanged).toHaveLength(4);
});

test('nothing there yet: four waves, and only the image may go', () => {
  const now = plan([]);

  expect(now.waves.map((wave) => wave.map(({ kind }) => kind))).toEqual([
    ['Image'],
    ['Service'],
    ['Traffic'],
    ['Endpoint'],
  ]);
  expect(standing(now, 'Image')).toEqual({ state: 'ready' });
  expect(standing(now, 'Service')).toEqual({ state: 'waiting', on: `${target}/Image` });
  expect(standing(now, 'Traffic')).toEqual({ state: 'waiting', on: `${target}/Service/us-east1` });
  expect(standing(now, 'Endpoint')).toEqual({ state: 'waiting', on: `${target}/Traffic/us-east1` });
  expect(step(now, 'Service')?.revision).toBe(name);
});

test('a new template makes a revision, named for its content', () => {
  const now = plan([...serving({ template: old }), image(wanted)]);

  expect(standing(now, 'Service')).toEqual({ state: 'ready' });
  expect(step(now, 'Service')?.revision).toBe(revisionName('checkout', hash, 1));
  expect(standing(now, 'Traffic')?.state).toBe('waiting');
});

test('a revision that is starting is waited for, in its own words', () => {
  const made = revision(wanted, { state: 'starting', message: 'Deploying revision' });
  const now = plan([...serving({ template: old, revisions: [made] }), image(wanted)], {
    tried: [name],
  });

  expect(standing(now, 'Service')).toEqual({ state: 'under way', message: 'Deploying revision' });
  expect(standing(now, 'Traffic')?.state).toBe('waiting');
});

test('a revision that is ready only needs traffic', () => {
  const now = plan([...serving({ template: old, revisions: [revision(wanted)] }), image(wanted)]);

  expect(standing(now, 'Service')).toEqual({ state: 'settled' });
  expect(standing(now, 'Traffic')).toEqual({ state: 'ready' });
  expect(step(now, 'Traffic')?.revision).toBe(name);
});

test('a revision that failed in this converging fails the plan, in its own words', () => {
  const made = revision(wanted, { state: 'failed', message: 'exited with code 1' });
  const now = plan([...serving({ template: old, revisions: [made] }), image(wanted)], {
    tried: [name],
  });

  expect(standing(now, 'Service')).toEqual({ state: 'failed', message: 'exited with code 1' });
  expect(standing(now, 'Traffic')?.state).toBe('waiting');
  expect(planState(now)).toBe('failed');
});

test('a revision that failed earlier burns its name', () => {
  const made = revision(wanted, { state: 'failed' });
  const now = plan([...serving({ template: old, revisions: [made] }), image(wanted)]);

  expect(standing(now, 'Service')).toEqual({ state: 'ready' });
  expect(step(now, 'Service')?.revision).toBe(revisionName('checkout', hash, 2));
});

test('a name that failed in one region is not used in another', () => {
  const failed = revision(wanted, { state: 'failed' });
  const wish = [...desired(changes), ...desired(changes, 'europe-west1').slice(1)];
  const now = plan(
    [
      ...serving({ template: old, revisions: [failed] }),
      ...serving({ template: old, region: 'europe-west1' }),
      image(wanted),
    ],
    { wish },
  );

  const names = now.waves.flat().filter(({ kind }) => kind === 'Service');
  expect(names.map(({ revision: made }) => made)).toEqual([
    `checkout-${hash}-2`,
    `checkout-${hash}-2`,
  ]);
});

test('a revision that was just asked for and is not listed yet is not asked for again', () => {
  const health = { status: 'progressing', message: 'Reconciling' } as const;
  const now = plan([...serving({ template: old, health }), image(wanted)], { tried: [name] });

  expect(standing(now, 'Service')).toEqual({ state: 'under way', message: 'Reconciling' });
});

test('the first revision of a service that failed is not taken for done', () => {
  const failed = revision(wanted, { state: 'failed', message: 'exited' });
  const seen = [
    observed(resource('Service', serviceSpec({ template: wanted })), {
      marks: noMarks,
      revisions: [failed],
      closely: true,
    }),
    image(wanted),
  ];

  expect(planState(plan(seen, { tried: [name] }))).toBe('failed');
  expect(step(plan(seen), 'Service')?.revision).toBe(`checkout-${hash}-2`);
  expect(standing(plan(seen), 'Service')).toEqual({ state: 'ready' });
});

test('scaling changes at once, without a new revision and without waiting', () => {
  const wish = desired().map((one) =>
    one.kind === 'Service'
      ? resource('Service', serviceSpec({ scaling: { minInstances: 3, maxInstances: 20 } }))
      : one,
  );
  const now = plan([...serving({ template: old })], { wish });

  expect(standing(now, 'Service')).toEqual({ state: 'ready' });
  expect(step(now, 'Service')?.revision).toBe(revision(old).name);
  expect(step(now, 'Service')?.effects.map(({ risk }) => risk)).toEqual(['immediate']);
  expect(step(now, 'Traffic')).toBeUndefined();
});

test('scaling goes with the revision that is ready already', () => {
  const seen = serving({
    template: old,
    revisions: [revision(wanted)],
    service: { scaling: { minInstances: 5, maxInstances: 20 } },
  });
  const now = plan([...seen, image(wanted)]);

  expect(standing(now, 'Service')).toEqual({ state: 'ready' });
  expect(step(now, 'Service')?.revision).toBe(name);
  expect(standing(now, 'Traffic')).toEqual({ state: 'ready' });
});

test('a hand edit of the template is turned back by traffic alone', () => {
  const edited = template({ concurrency: 1 });
  const seen = [...serving({ template: edited, revisions: [revision(wanted)] }), image(wanted)];
  const now = plan(seen);

  expect(standing(now, 'Service')).toEqual({ state: 'settled' });
  expect(step(now, 'Service')?.differences).toContainEqual({
    path: 'concurrency',
    before: '1',
    after: '80',
  });
});

test('traffic that is still moving is waited for', () => {
  const now = plan([...serving({ template: wanted, settled: false }), image(wanted)]);

  expect(planEmpty(now)).toBe(false);
  expect(standing(now, 'Traffic')?.state).toBe('under way');
});

test('traffic that the runtime could not move is asked for again', () => {
  const seen = serving({ template: wanted, settled: false }).map((thing) =>
    thing.kind === 'Traffic'
      ? { ...thing, health: { status: 'degraded', message: 'no such revision' } as const }
      : thing,
  );

  expect(standing(plan([...seen, image(wanted)]), 'Traffic')).toEqual({ state: 'ready' });
});

test('access widens last and narrows at once', () => {
  const closed = { ingress: 'internal', invokerCheck: false } as const;
  const widening = plan([...serving({ template: old, endpoint: closed }), image(wanted)]);
  const wish = desired(changes).map((one) =>
    one.kind === 'Endpoint' ? resource('Endpoint', closed) : one,
  );
  const narrowing = plan([...serving({ template: old }), image(wanted)], { wish });

  expect(standing(widening, 'Endpoint')?.state).toBe('waiting');
  expect(step(widening, 'Endpoint')?.effects[0]?.risk).toBe('exposure');
  expect(standing(narrowing, 'Endpoint')).toEqual({ state: 'ready' });
  expect(step(narrowing, 'Endpoint')?.effects[0]?.risk).toBe('immediate');
});

test('a change that narrows one way and widens another waits', () => {
  const seen = serving({ template: old, endpoint: { ingress: 'internal', invokerCheck: false } });
  const wish = desired(changes).map((one) =>
    one.kind === 'Endpoint' ? resource('Endpoint', { ingress: 'all', invokerCheck: true }) : one,
  );

  expect(standing(plan([...seen, image(wanted)], { wish }), 'Endpoint')?.state).toBe('waiting');
});

test('what does not carry our labels is named and not touched', () => {
  const service = observed(
    resource('Service', serviceSpec()),
    { marks: noMarks, revisions: [], closely: true },
    { owned: false },
  );
  const now = plan([service]);

  expect(now.foreign).toEqual([`${target}/Service/us-east1`]);
  expect(step(now, 'Service')).toBeUndefined();
  expect(planState(now)).toBe('failed');
});

test('things of other targets are passed over', () => {
  const other = serving({ template: old }).map((thing) => ({
    ...thing,
    target: 'production/mailer' as const,
  }));

  expect(step(plan(other), 'Service')?.action).toBe('create');
});

test('the effects of a creation are bound to its content', () => {
  const one = effectsOf(plan([]));
  const other = effectsOf(plan([], { wish: desired({ ...changes, image: `x@${digest('c')}` }) }));

  expect(one).toHaveLength(4);
  expect(one).not.toEqual(other);
});

test('the effects do not tell how the world was before', () => {
  const wish = desired({ ...changes, concurrency: 10 });
  const from80 = plan([...serving({ template: template({ concurrency: 80 }) })], { wish });
  const from40 = plan([...serving({ template: template({ concurrency: 40 }) })], { wish });

  expect(effectsOf(from80)).toEqual(effectsOf(from40));
});
