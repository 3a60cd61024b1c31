import { expect, test } from '@jest/globals';
import { templateOfService } from '../../../../src/adapters/cloud-run/translation/normal-form.ts';
import { cpu, memory } from '../../../../src/resources/quantity.ts';
import { wireTemplate } from '../../../../src/adapters/cloud-run/translation/to-wire.ts';
import type { WireRevisionTemplate } from '../../../../src/adapters/cloud-run/translation/wire.ts';
import { revisionName, templateHash } from '../../../../src/resources/revision.ts';
import { template } from '../../../support/resources.ts';
import { membersOf, serviceOverTheWire } from '../over-the-wire.ts';
import { randomTemplate, seeded } from '../random-template.ts';

function normal(wire: WireRevisionTemplate) {
  const service = serviceOverTheWire({ template: wire });
  return templateOfService(service.template, 'checkout');
}

test('what is written comes back as it was meant, for templates of every shape', () => {
  const random = seeded(20_261_124);
  for (let round = 0; round < 500; round += 1) {
    const wanted = randomTemplate(random);
    const seen = normal(wireTemplate(wanted, null));
    expect(seen).toEqual(wanted);
    expect(normal(wireTemplate(seen, null))).toEqual(seen);
  }
});

test('what the server fills in is what Runway means by leaving it out', () => {
  const wanted = template();
  const filled: WireRevisionTemplate = {
    revision: 'checkout-x-1',
    labels: { 'client.knative.dev/nonce': 'abc', 'managed-by': 'runway' },
    annotations: { 'run.googleapis.com/operation-id': '1', 'client.knative.dev/user-image': 'x' },
    scaling: { maxInstanceCount: 100 },
    timeout: { seconds: 300 },
    serviceAccount: '123456789-compute@developer.gserviceaccount.com',
    maxInstanceRequestConcurrency: 80,
    containers: [
      {
        name: 'checkout-1',
        image: wanted.image,
        ports: [{ name: 'http1', containerPort: 8080 }],
        env: Object.entries(wanted.environment)
          .toReversed()
          .map(([name, value]) => ({ name, value })),
        resources: { limits: { cpu: '1', memory: '524288Ki' }, cpuIdle: true },
        startupProbe: {
          timeoutSeconds: 240,
          periodSeconds: 240,
          failureThreshold: 1,
          tcpSocket: { port: 8080 },
        },
      },
    ],
  };
  expect(normal(filled)).toEqual(wanted);
});

test('a maximum that the server calculated is no hand edit on a revision that is named for its content', () => {
  const wanted = template();
  const name = revisionName('checkout', templateHash(wanted), 3);
  const scaling = { maxInstanceCount: 20 };
  expect(normal({ ...wireTemplate(wanted, name), scaling }).unmanaged).toEqual({});
  expect(normal({ ...wireTemplate(wanted, 'checkout-00007-abc'), scaling }).unmanaged).toEqual({
    'scaling.maxInstanceCount': '20',
  });
});

const handEdits: Readonly<Record<string, WireRevisionTemplate>> = {
  'labels.team': { labels: { team: 'a' } },
  'annotations.example.com/a': { annotations: { 'example.com/a': 'b' } },
  'scaling.minInstanceCount': { scaling: { minInstanceCount: 1 } },
  'scaling.maxInstanceCount': { scaling: { maxInstanceCount: 3 } },
  'vpcAccess.connector': { vpcAccess: { connector: 'c' } },
  'vpcAccess.egress': { vpcAccess: { egress: 'ALL_TRAFFIC' } },
  'volumes.v.name': { volumes: [{ name: 'v', emptyDir: {} }] },
  encryptionKey: { encryptionKey: 'k' },
  'serviceMesh.mesh': { serviceMesh: { mesh: 'm' } },
  encryptionKeyRevocationAction: { encryptionKeyRevocationAction: 'SHUTDOWN' },
  encryptionKeyShutdownDuration: { encryptionKeyShutdownDuration: { seconds: 60 } },
  sessionAffinity: { sessionAffinity: true },
  'nodeSelector.accelerator': { nodeSelector: { accelerator: 'nvidia-l4' } },
  gpuZonalRedundancyDisabled: { gpuZonalRedundancyDisabled: true },
};

test.each(Object.entries(handEdits))('%s set by hand is told', (path, edit) => {
  const seen = normal({ ...wireTemplate(template(), null), ...edit });
  expect(Object.keys(seen.unmanaged)).toEqual([path]);
});

type Container = NonNullable<WireRevisionTemplate['containers']>[number];

const containerEdits: Readonly<Record<string, Container>> = {
  name: { name: 'renamed' },
  'sourceCode.cloudStorageSource.bucket': { sourceCode: { cloudStorageSource: { bucket: 'b' } } },
  command: { command: ['sh'] },
  args: { args: ['-c', 'x'] },
  workingDir: { workingDir: '/srv' },
  'volumeMounts./data.name': { volumeMounts: [{ name: 'v', mountPath: '/data' }] },
  'readinessProbe.httpGet.path': { readinessProbe: { httpGet: { path: '/r' } } },
  dependsOn: { dependsOn: ['other'] },
  baseImageUri: { baseImageUri: 'b' },
  'startupProbe.port': { startupProbe: { tcpSocket: { port: 9090 } } },
  'startupProbe.grpc': { startupProbe: { grpc: { port: 8080 } } },
  'livenessProbe.httpHeaders.X.name': {
    livenessProbe: { httpGet: { path: '/', httpHeaders: [{ name: 'X', value: 'y' }] } },
  },
  'resources.limits.nvidia.com/gpu': {
    resources: { limits: { cpu: '1', memory: '512Mi', 'nvidia.com/gpu': '1' }, cpuIdle: true },
  },
};

test.each(Object.entries(containerEdits))(
  '%s of the container set by hand is told',
  (path, edit) => {
    const wire = wireTemplate(template(), null);
    const containers = (wire.containers ?? []).map((container) => ({ ...container, ...edit }));
    expect(Object.keys(normal({ ...wire, containers }).unmanaged)).toContain(path);
  },
);

test('a sidecar is told without the values of its variables', () => {
  const wire = wireTemplate(template(), null);
  const sidecar = { name: 'agent', image: 'agent:1', env: [{ name: 'KEY', value: 'hunter2' }] };
  const seen = normal({ ...wire, containers: [sidecar, ...(wire.containers ?? [])] });
  expect(seen.image).toBe(template().image);
  expect(seen.unmanaged['containers.agent.image']).toBe('agent:1');
  expect(JSON.stringify(seen)).not.toContain('hunter2');
});

test('every member of a template and of a container that this client knows has a rule', () => {
  const covered = [
    ...Object.keys(handEdits).map((path) => path.split('.')[0]),
    'revision',
    'timeout',
    'containers',
    'serviceAccount',
    'executionEnvironment',
    // A template says whether its own deployment is checked; the next one of ours says it anew.
    'maxInstanceRequestConcurrency',
    'healthCheckDisabled',
  ];
  expect(Object.keys(membersOf('RevisionTemplate')).filter((m) => !covered.includes(m))).toEqual(
    [],
  );
  const inContainer = [
    ...Object.keys(containerEdits).map((path) => path.split('.')[0]),
    'image',
    'env',
    'ports',
    'resources',
    'volumeMounts',
    'buildInfo',
  ];
  expect(Object.keys(membersOf('Container')).filter((m) => !inContainer.includes(m))).toEqual([]);
});

test('amounts have one spelling each', () => {
  expect(['1', '0.5', '1000m', '.08', '2'].map(cpu)).toEqual([
    '1000m',
    '500m',
    '1000m',
    '.08',
    '2000m',
  ]);
  expect(['1024Mi', '512Mi', '8G', '8000M', '536870912', '1.5Gi', '1k', 'x'].map(memory)).toEqual([
    '1Gi',
    '512Mi',
    '8G',
    '8G',
    '512Mi',
    '1536Mi',
    '1k',
    'x',
  ]);
});

test('another account, and a secret that a variable is read from, differ like any other field', () => {
  const wire = wireTemplate(template(), null);
  const env = [{ name: 'KEY', valueSource: { secretKeyRef: { secret: 's', version: '1' } } }];
  const containers = (wire.containers ?? []).map((container) => ({ ...container, env }));
  const seen = normal({ ...wire, containers, serviceAccount: 'robot@p.iam.gserviceaccount.com' });
  expect(seen.unmanaged).toEqual({});
  expect(seen.secrets).toEqual({ KEY: { secret: 's', version: '1' } });
  expect(seen.serviceAccount).toBe('robot@p.iam.gserviceaccount.com');
});
