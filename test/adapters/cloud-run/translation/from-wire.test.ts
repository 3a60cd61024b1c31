import { expect, test } from '@jest/globals';
import { resourcesOf } from '../../../../src/adapters/cloud-run/translation/from-wire.ts';
import { wireTemplate } from '../../../../src/adapters/cloud-run/translation/to-wire.ts';
import type {
  WireRevision,
  WireService,
} from '../../../../src/adapters/cloud-run/translation/wire.ts';
import { templateHash } from '../../../../src/resources/revision.ts';
import { template } from '../../../support/resources.ts';
import { latest, live, NAME, named, revision } from '../live-service.ts';
import { membersOf } from '../over-the-wire.ts';

function seen(
  service: WireService,
  revisions: readonly WireRevision[] = [revision('checkout-one')],
) {
  const at = { environment: 'production', region: 'us-east1', closely: true };
  return resourcesOf({ ...at, service, revisions });
}

test('a service is seen as three resources of one target', () => {
  const { service, traffic, endpoint } = seen(live());
  expect(service).toMatchObject({
    address: 'production/checkout/Service/us-east1',
    owned: true,
    health: { status: 'healthy' },
    spec: {
      template: template(),
      scaling: { minInstances: 1, maxInstances: 10 },
      labels: { department: 'payments' },
      unmanaged: {},
    },
  });
  expect(service.facts.revisions).toEqual([
    {
      name: 'checkout-one',
      template: templateHash(template()),
      version: '1.4.2',
      image: template().image,
      secrets: [],
      createdAt: '2025-11-24T16:00:00.005Z',
      state: 'ready',
      message: '',
    },
  ]);
  expect(traffic.spec.shares).toEqual([{ template: templateHash(template()), percent: 100 }]);
  expect(endpoint.facts.host).toBe('checkout-abc-ue.a.run.app');
});

test('traffic that follows the latest revision counts for that one, and is told as set by hand', () => {
  const { service, traffic } = seen(live({ traffic: [latest], trafficStatuses: [latest] }));
  expect(traffic.facts.routes).toEqual([{ revision: 'checkout-one', percent: 100, tag: null }]);
  expect(service.spec.unmanaged).toEqual({ 'traffic.latest': '100 %' });
});

test('revisions with equal content share one line of traffic', () => {
  const split = [named('checkout-one', 40), named('checkout-two', 60)];
  const revisions = [revision('checkout-one'), revision('checkout-two')];
  const { traffic } = seen(live({ traffic: split, trafficStatuses: split }), revisions);
  expect(traffic.spec.shares).toEqual([{ template: templateHash(template()), percent: 100 }]);
  expect(traffic.facts.settled).toBe(true);
});

test('the template that counts is that of the revision with most requests', () => {
  const split = [named('checkout-one', 40), named('checkout-two', 60)];
  const other = { ...wireTemplate(template({ port: 9000 }), null) };
  const revisions = [
    revision('checkout-one'),
    revision('checkout-two', { containers: other.containers ?? [] }),
  ];
  expect(
    seen(live({ traffic: split, trafficStatuses: split }), revisions).service.spec.template.port,
  ).toBe(9000);
});

test('a change that Cloud Run gave up on is a failure in its words, with traffic where it was', () => {
  const message = "Revision 'checkout-two' is not ready and cannot serve traffic.";
  const { service, traffic } = seen(
    live({
      generation: '4',
      terminalCondition: { type: 'Ready', state: 'CONDITION_FAILED', message },
    }),
  );
  expect(service.health).toEqual({ status: 'degraded', message });
  expect(traffic.facts.settled).toBe(true);
});

test('a change that is under way is not settled', () => {
  const { service, traffic } = seen(live({ generation: '4', reconciling: true }));
  expect(service.health.status).toBe('progressing');
  expect(traffic.facts.settled).toBe(false);
});

test.each([
  [
    'starting',
    [{ type: 'Ready', state: 'CONDITION_RECONCILING', message: 'Deploying.' }],
    'Deploying.',
  ],
  ['failed', [{ type: 'Ready', state: 'CONDITION_FAILED', message: 'It exited.' }], 'It exited.'],
  [
    'failed',
    [
      { type: 'Ready', state: 'CONDITION_FAILED' },
      {
        type: 'ContainerHealthy',
        state: 'CONDITION_FAILED',
        severity: 'ERROR',
        message: 'No port.',
      },
    ],
    'No port.',
  ],
  [
    'ready',
    [
      { type: 'Ready', state: 'CONDITION_SUCCEEDED' },
      { type: 'Active', state: 'CONDITION_FAILED', severity: 'INFO', message: 'Retired.' },
    ],
    '',
  ],
  ['starting', [], ''],
] as const)('a revision is %s', (state, conditions, message) => {
  const { service } = seen(live(), [revision('checkout-one', { conditions: [...conditions] })]);
  expect(service.facts.revisions[0]).toMatchObject({ state, message });
});

test.each([
  ['another environment', { 'runway-environment': 'staging' }],
  ['a copy under another name', { 'runway-workload': 'other' }],
  ['somebody else', { 'managed-by': 'terraform' }],
])('the labels of %s do not make it ours', (_, labels) => {
  const mine = live().labels ?? {};
  expect(seen(live({ labels: { ...mine, ...labels } })).service.owned).toBe(false);
});

const handEdits: Readonly<Record<string, WireService>> = {
  description: { description: 'mine' },
  launchStage: { launchStage: 'BETA' },
  'binaryAuthorization.useDefault': { binaryAuthorization: { useDefault: true } },
  defaultUriDisabled: { defaultUriDisabled: true },
  iapEnabled: { iapEnabled: true },
  'multiRegionSettings.regions': { multiRegionSettings: { regions: ['us-east1'] } },
  customAudiences: { customAudiences: ['https://a'] },
  'buildConfig.functionTarget': { buildConfig: { functionTarget: 'f' } },
  'annotations.example.com/a': { annotations: { 'example.com/a': 'b' } },
  'scaling.manualInstanceCount': {
    scaling: {
      minInstanceCount: 1,
      maxInstanceCount: 10,
      scalingMode: 'MANUAL',
      manualInstanceCount: 2,
    },
  },
  ingress: { ingress: 'INGRESS_TRAFFIC_NONE' },
};

test.each(Object.entries(handEdits))('%s set by hand is told', (path, edit) => {
  expect(Object.keys(seen(live(edit)).service.spec.unmanaged)).toEqual([path]);
});

test('every member of a service that this client knows is a setting with a rule, or not a setting', () => {
  const ruled = new Set([
    ...Object.keys(handEdits).map((path) => path.split('.')[0] ?? path),
    'labels',
    'template',
    'traffic',
    'invokerIamDisabled',
    // Who wrote last, the name and the version of the object: nothing about what runs.
    'name',
    'client',
    'clientVersion',
    'etag',
  ]);
  const unruled = Object.entries(membersOf('Service'))
    .filter(([, { options }]) => options?.['(google.api.field_behavior)'] !== 'OUTPUT_ONLY')
    .map(([member]) => member)
    .filter((member) => !ruled.has(member));
  expect(unruled).toEqual([]);
});

test('what only the API writes never counts as a setting', () => {
  const outputs = Object.entries(membersOf('Service'))
    .filter(([, { options }]) => options?.['(google.api.field_behavior)'] === 'OUTPUT_ONLY')
    .filter(([, { type }]) => type === 'string' || type === 'bool')
    .map(([member, { type }]) => [member, type === 'bool' ? true : 'x'] as const);
  const noisy = { ...live(), ...Object.fromEntries(outputs), name: NAME, uri: 'https://x.run.app' };
  expect(seen(noisy).service.spec.unmanaged).toEqual({});
});

test('a revision that Cloud Run gave up before making is told as failed', () => {
  const wanted = wireTemplate(template(), 'checkout-two');
  const message = 'The quota of the project is used up.';
  const conditions = [{ type: 'ConfigurationsReady', state: 'CONDITION_FAILED' as const, message }];
  const given = live({ template: wanted, conditions });
  expect(seen(given).service.facts.revisions).toContainEqual(
    expect.objectContaining({
      name: 'checkout-two',
      state: 'failed',
      message,
      template: templateHash(template()),
    }),
  );
  expect(seen({ ...given, reconciling: true }).service.facts.revisions).toHaveLength(1);
  const made = [revision('checkout-one'), revision('checkout-two')];
  expect(seen(given, made).service.facts.revisions).toHaveLength(2);
});
