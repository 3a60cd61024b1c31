// A target whose file is gone is parked, and only what is ours.

import { expect, test } from '@jest/globals';
import { intentOf, PARKED } from '../../src/plan/intent.ts';
import { parkedResources, planParking } from '../../src/plan/park.ts';
import { planEmpty } from '../../src/plan/state.ts';
import { serving, target, template } from '../support/planned-resources.ts';

const live = serving({
  template: template({ unmanaged: { sessionAffinity: 'true' } }),
  service: { scaling: { minInstances: 2, maxInstances: 20 } },
});

test('parking closes the door and keeps nothing running, and leaves the template as it is', () => {
  const plan = planParking({ target, intent: PARKED, observed: live });

  const found = plan.waves.flat().flatMap(({ differences }) => differences);
  expect(found).toEqual([
    { path: 'scaling.minInstances', before: '2', after: '0' },
    { path: 'ingress', before: 'all', after: 'internal' },
    { path: 'invokerCheck', before: 'false', after: 'true' },
  ]);
  expect(plan.waves.flat().map(({ action }) => action)).toEqual(['park', 'park']);
  expect(plan.waves.flat().every(({ standing }) => standing.state === 'ready')).toBe(true);
  expect(
    plan.waves
      .flat()
      .flatMap(({ effects }) => effects)
      .every(({ risk }) => risk === 'removal'),
  ).toBe(true);
});

test('a parked target plans empty', () => {
  const parked = serving({
    template: template(),
    service: { scaling: { minInstances: 0, maxInstances: 20 } },
    endpoint: { ingress: 'internal', invokerCheck: true },
  });

  expect(planEmpty(planParking({ target, intent: PARKED, observed: parked }))).toBe(true);
});

test('what is not ours is not parked', () => {
  const foreign = live.map((thing) => ({ ...thing, owned: false }));

  expect(parkedResources(foreign)).toEqual([]);
  expect(planEmpty(planParking({ target, intent: PARKED, observed: foreign }))).toBe(true);
});

test('the intent is the same for the same wish, however it is written', () => {
  expect(intentOf({ a: 1, b: { c: [1, 2] } })).toBe(intentOf({ b: { c: [1, 2] }, a: 1 }));
  expect(intentOf({ a: [1, 2] })).not.toBe(intentOf({ a: [2, 1] }));
  expect(intentOf({})).toMatch(/^[0-9a-f]{16}$/);
  expect(intentOf({})).not.toBe(PARKED);
});
