import { expect, test } from '@jest/globals';
import { resourcesOf } from '../../../src/adapters/cloud-run/translation/from-wire.ts';
import type { Known } from '../../../src/adapters/cloud-run/observe.ts';
import type {
  WireRevision,
  WireService,
} from '../../../src/adapters/cloud-run/translation/wire.ts';
import { changeOf, creationOf } from '../../../src/adapters/cloud-run/write.ts';
import type { RunKind } from '../../../src/adapters/cloud-run/write.ts';
import type { Making } from '../../../src/plan/plan.ts';
import type { Write } from '../../../src/ports/provider.ts';
import type { Marks, Resource } from '../../../src/resources/resource.ts';
import { endpoint, service, template, traffic } from '../../support/resources.ts';
import { latest, live, named, revision } from './live-service.ts';

const NOW = '2026-11-24T12:00:00.000Z';
const AS_IS = { scaling: { minInstances: 1, maxInstances: 10 } };

function known(
  changes: WireService = {},
  revisions: readonly WireRevision[] = [revision('checkout-one')],
): Known {
  const wire = live(changes);
  const seen = resourcesOf({
    environment: 'production',
    region: 'us-east1',
    service: wire,
    closely: true,
    revisions,
  });
  return { wire, seen };
}

function step(after: Resource<RunKind>, more: Partial<Making<RunKind>> = {}): Making<RunKind> {
  return {
    ...after,
    action: 'update',
    before: null,
    after,
    differences: [],
    effects: [],
    standing: { state: 'ready' },
    revision: null,
    ...more,
  } as Making<RunKind>;
}

function write(steps: readonly Making<RunKind>[], marks: Partial<Marks> = {}): Write<RunKind> {
  return {
    scope: {
      environment: 'production',
      runtime: { kind: 'cloud-run', project: 'acme', regions: ['us-east1'] },
      images: 'x',
      identity: null,
      vault: null,
      workload: 'checkout',
    },
    target: 'production/checkout',
    region: 'us-east1',
    steps,
    marks,
    before: null,
    adopt: false,
  };
}

function changed(steps: readonly Making<RunKind>[], on: Known, marks: Partial<Marks> = {}) {
  return changeOf(write(steps, marks), on, NOW);
}

test('a new template goes out under its name, with the traffic pinned to what serves, and nothing else', () => {
  const wanted = service({ ...AS_IS, template: template({ port: 9000 }) });
  const change = changed(
    [step(wanted, { revision: 'checkout-two' })],
    known({ traffic: [latest], trafficStatuses: [latest] }, [revision('checkout-one')]),
  );
  expect(change?.mask).toEqual(['template', 'traffic']);
  expect(change?.service.template?.revision).toBe('checkout-two');
  expect(change?.service.traffic).toEqual([named('checkout-one', 100)]);
  expect(change?.service.etag).toBe('"one"');
});

test('a change of scaling alone never sends the template', () => {
  const wanted = service({ scaling: { minInstances: 2, maxInstances: 10 } });
  const change = changed([step(wanted, { revision: 'checkout-one' })], known());
  expect(change?.mask).toEqual(['scaling']);
  expect(change?.service).not.toHaveProperty('template');
});

test('a revision that is still starting is not asked for again', () => {
  const starting = revision('checkout-two', {
    conditions: [{ type: 'Ready', state: 'CONDITION_RECONCILING' }],
  });
  const wanted = service({ ...AS_IS, template: template({ port: 9000 }) });
  const on = known({}, [revision('checkout-one'), starting]);
  expect(changed([step(wanted, { revision: 'checkout-two' })], on)).toBeNull();
});

test('steps on one service become one request', () => {
  const wanted = service({
    scaling: { minInstances: 2, maxInstances: 10 },
    labels: { department: 'x' },
  });
  const steps = [
    step(wanted, { revision: 'checkout-one' }),
    step(traffic(), { revision: 'checkout-two' }),
    step(endpoint({ ingress: 'internal' })),
  ];
  const change = changed(steps, known(), { intent: 'abc' });
  expect(change?.mask).toEqual([
    'annotations',
    'ingress',
    'invoker_iam_disabled',
    'labels',
    'scaling',
    'traffic',
  ]);
  expect(change?.service.traffic).toEqual([named('checkout-two', 100)]);
  expect(change?.service.labels).toMatchObject({ 'managed-by': 'runway', department: 'x' });
  expect(change?.service.annotations).toEqual({
    'client.knative.dev/nonce': 'x',
    'runway.dev/intent': 'abc',
  });
});

test('marks alone touch the annotations alone, and marks that are set already touch nothing', () => {
  expect(changed([], known(), { mergeRequest: 7 })?.mask).toEqual(['annotations']);
  const on = known({ annotations: { 'runway.dev/merge-request': '7' } });
  expect(changed([], on, { mergeRequest: 7 })).toBeNull();
});

test('traffic that is split keeps each template where it serves', () => {
  const other = template({ port: 9000 });
  const split = traffic(other);
  const [wanted] = split.spec.shares;
  const [old] = traffic(template()).spec.shares;
  if (wanted === undefined || old === undefined) throw new Error('there are no shares');
  const shares = [
    { ...old, percent: 75 },
    { ...wanted, percent: 25 },
  ];
  const two = `checkout-${wanted.template}-1`;
  const change = changed([step({ ...split, spec: { shares } }, { revision: two })], known());
  expect(change?.service.traffic).toEqual([named('checkout-one', 75), named(two, 25)]);
});

test('a tag that carries requests keeps its name and gives its share away', () => {
  const tagged = { ...named('checkout-one', 100), tag: 'stable' };
  const on = known({ traffic: [tagged], trafficStatuses: [tagged] });
  const change = changed([step(traffic(), { revision: 'checkout-two' })], on);
  expect(change?.service.traffic).toEqual([
    named('checkout-two', 100),
    { ...named('checkout-one', 0), tag: 'stable' },
  ]);
});

test('what was set by hand is set back by its own member of the mask', () => {
  const on = known({
    description: 'mine',
    customAudiences: ['https://a'],
    annotations: { 'example.com/a': 'b', 'runway.dev/intent': 'abc' },
    launchStage: 'BETA',
  });
  const change = changed([step(service(AS_IS), { revision: 'checkout-one' })], on);
  expect(change?.mask).toEqual(['annotations', 'custom_audiences', 'description', 'launch_stage']);
  expect(change?.service.description).toBeUndefined();
  expect(change?.service.annotations).toEqual({ 'runway.dev/intent': 'abc' });
});

test('parking closes the service, keeps its greatest number of instances, and says since when', () => {
  const change = changed([step(endpoint(), { action: 'park' })], known(), { intent: 'none' });
  expect(change?.service).toMatchObject({
    ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY',
    invokerIamDisabled: false,
    scaling: { minInstanceCount: 0, maxInstanceCount: 10 },
    annotations: { 'runway.dev/parked-at': NOW, 'runway.dev/intent': 'none' },
  });
});

test('a new service carries our labels whatever the documents say, and is closed', () => {
  const wanted = service({ labels: { 'managed-by': 'me', tier: 'one' } });
  const creation = creationOf(
    write([step(wanted, { action: 'create', revision: 'checkout-one' })]),
  );
  expect(creation?.service).toMatchObject({
    labels: {
      'managed-by': 'runway',
      'runway-workload': 'checkout',
      'runway-environment': 'production',
      tier: 'one',
    },
    traffic: [named('checkout-one', 100)],
    ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY',
    invokerIamDisabled: false,
  });
});
