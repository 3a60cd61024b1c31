// From documents to resources, with every default filled in.

import { expect, test } from '@jest/globals';
import { compile } from '../../src/reconciler/compile.ts';
import type { Kind } from '../../src/resources/kinds.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { templateHash } from '../../src/resources/revision.ts';
import { targetDocuments } from '../../src/documents/target-documents.ts';
import { digest, documentsOf } from './documents.ts';
import type { Written } from './documents.ts';

const image = `us-docker.pkg.dev/acme-runway-production/checkout/checkout@${digest}`;

function find<K extends Kind>(written: Written, kind: K, region: string | null): Resource<K> {
  const { resources, errors } = compile(documentsOf(written));
  expect(errors).toEqual([]);
  const found = resources.find((each) => each.kind === kind && each.region === region);
  if (found === undefined) throw new Error(`there is no ${kind} in ${region}`);
  return found as Resource<K>;
}

function template(spec: object, written: Written = {}) {
  return find({ ...written, spec }, 'Service', 'us-east1').spec.template;
}

test('a manifest that says nothing gets every default', () => {
  expect(find({}, 'Service', 'us-east1').spec).toEqual({
    template: {
      image,
      port: 8080,
      protocol: 'http1',
      environment: {
        RUNWAY_ENVIRONMENT: 'production',
        RUNWAY_REGION: 'us-east1',
        RUNWAY_SERVICE_ID: 'checkout',
        RUNWAY_VERSION: '1.4.2',
      },
      secrets: {},
      serviceAccount: null,
      cpu: '1000m',
      memory: '512Mi',
      startupCpuBoost: false,
      cpuAlwaysAllocated: false,
      concurrency: 80,
      timeoutSeconds: 300,
      executionEnvironment: 'default',
      startupProbe: {
        check: { type: 'tcp' },
        initialDelaySeconds: 0,
        timeoutSeconds: 240,
        periodSeconds: 240,
        failureThreshold: 1,
      },
      livenessProbe: null,
      network: null,
      unmanaged: {},
    },
    scaling: { minInstances: 0, maxInstances: 100 },
    labels: {},
    unmanaged: {},
  });
});

test('the image is one resource, and what runs is that copy by digest', () => {
  expect(find({}, 'Image', null)).toMatchObject({
    address: 'production/checkout/Image',
    spec: {
      source: 'registry.acme.dev/acme/checkout',
      repository: 'us-docker.pkg.dev/acme-runway-production/checkout/checkout',
      digest,
    },
  });
  expect(template({}).image).toBe(image);
});

test('a target runs in the first region of the environment when it does not choose', () => {
  const { resources } = compile(documentsOf());
  expect(resources.map(({ address }) => address)).toEqual([
    'production/checkout/Image',
    'production/checkout/Service/us-east1',
    'production/checkout/Traffic/us-east1',
    'production/checkout/Endpoint/us-east1',
  ]);
});

test('each chosen region has its own service, which knows where it is', () => {
  const written = { spec: { regions: ['europe-west1', 'us-east1'] } };
  const { resources } = compile(documentsOf(written));
  expect(resources.filter(({ kind }) => kind === 'Image')).toHaveLength(1);
  expect(find(written, 'Service', 'europe-west1').spec.template.environment).toMatchObject({
    RUNWAY_REGION: 'europe-west1',
  });
  expect(find(written, 'Traffic', 'europe-west1').spec.shares).toEqual([
    {
      template: templateHash(find(written, 'Service', 'europe-west1').spec.template),
      percent: 100,
    },
  ]);
});

test.each([
  [1, '1000m'],
  ['2', '2000m'],
  ['2000m', '2000m'],
  [0.5, '500m'],
])('cpu %j is %s', (cpu, expected) => {
  expect(template({ resources: { limits: { cpu } } }).cpu).toBe(expected);
});

test.each([
  ['1024Mi', '1Gi'],
  ['1Gi', '1Gi'],
  ['2000M', '2G'],
  ['1.5Gi', '1536Mi'],
  [536_870_912, '512Mi'],
  ['512Mi', '512Mi'],
])('memory %j is %s', (memory, expected) => {
  expect(template({ resources: { limits: { memory } } }).memory).toBe(expected);
});

test('below one CPU an instance takes one request at a time', () => {
  expect(template({ resources: { limits: { cpu: '500m' } } }).concurrency).toBe(1);
});

test('a probe that is given has the defaults of a probe, not those of none', () => {
  const probe = { initialDelaySeconds: 0, timeoutSeconds: 1, periodSeconds: 10 };
  const { startupProbe, livenessProbe } = template({
    startup_probe: { path: '/ready', failure_threshold: 24 },
    liveness_probe: { path: '/healthz' },
  });
  expect(startupProbe).toEqual({
    ...probe,
    check: { type: 'http', path: '/ready' },
    failureThreshold: 24,
  });
  expect(livenessProbe).toEqual({
    ...probe,
    check: { type: 'http', path: '/healthz' },
    failureThreshold: 3,
  });
});

test('variables are text, and what Runway says cannot be overwritten', () => {
  const environment = { RETRIES: 3, DEBUG: true, RUNWAY_VERSION: '9' };
  expect(template({ environment }).environment).toMatchObject({
    RETRIES: '3',
    DEBUG: 'true',
    RUNWAY_VERSION: '1.4.2',
  });
});

test('overrides win, lists replace, and null takes away', () => {
  const written = {
    spec: {
      scalability: { min_instances: 1, max_instances: 9 },
      regions: ['us-east1', 'europe-west1'],
      environment: { LOG_LEVEL: 'info', OTHER: 'x' },
    },
    overrides: {
      scalability: { min_instances: 2, max_instances: null },
      regions: ['us-east1'],
      environment: { OTHER: null },
    },
  };
  const { spec } = find(written, 'Service', 'us-east1');
  expect(spec.scaling).toEqual({ minInstances: 2, maxInstances: 100 });
  expect(spec.template.environment).toMatchObject({ LOG_LEVEL: 'info' });
  expect(spec.template.environment).not.toHaveProperty('OTHER');
  expect(compile(documentsOf(written)).resources.map(({ region }) => region)).not.toContain(
    'europe-west1',
  );
});

test('labels come from metadata and inventory, in letters that Google Cloud takes', () => {
  const written = {
    metadata: { name: 'Checkout_API', department: 'Eng & Dev', owner: 'x'.repeat(80) },
    labels: { department: 'payments' },
  };
  expect(find(written, 'Service', 'us-east1').spec.labels).toEqual({
    department: 'payments',
    name: 'checkout_api',
    owner: 'x'.repeat(63),
  });
  const spaced = { metadata: { department: 'Eng & Dev' } };
  expect(find(spaced, 'Service', 'us-east1').spec.labels).toEqual({ department: 'eng-dev' });
});

const on = { enabled: true };
const off = { enabled: false };

test.each([
  ['nothing is said', {}, 'all', false],
  ['external is on', { external_load_balancer: on }, 'all', false],
  ['internal is on', { internal_load_balancer: on }, 'internal', false],
  [
    'internal is on and external off',
    { internal_load_balancer: on, external_load_balancer: off },
    'internal',
    false,
  ],
  ['both are on', { internal_load_balancer: on, external_load_balancer: on }, 'all', false],
  ['external is off', { external_load_balancer: off }, 'all', true],
])('who may call when %s', (_name, load_balancing, ingress, invokerCheck) => {
  const endpoint = find({ spec: { load_balancing } }, 'Endpoint', 'us-east1').spec;
  expect(endpoint).toEqual({ ingress, invokerCheck });
});

test('Cloudflare only lets in load balancers alone, and never more than without it', () => {
  const network_policies = { cloudflare: true };
  const guarded = { spec: { network_policies } };
  expect(find(guarded, 'Endpoint', 'us-east1').spec.ingress).toBe('internal-and-load-balancer');
  const inner = { spec: { network_policies, load_balancing: { internal_load_balancer: on } } };
  expect(find(inner, 'Endpoint', 'us-east1').spec.ingress).toBe('internal');
});

test('gRPC speaks HTTP/2 with the container', () => {
  const balancer = { backend_protocol: 'grpc' };
  const load_balancing = { external_load_balancer: balancer };
  expect(template({ load_balancing }).protocol).toBe('h2c');
  const inner = { internal_load_balancer: { ...balancer, enabled: true } };
  expect(template({ load_balancing: inner }).protocol).toBe('h2c');
});

test('a service is connected to the network of its environment', () => {
  const vpc_access = { enabled: true, egress: 'ALL_TRAFFIC' };
  expect(template({ vpc_access }, { network: true }).network).toEqual({
    network: 'shared',
    subnetwork: 'run',
    egress: 'all-traffic',
  });
});

test('what is asked for does not depend on commits, places or how amounts are spelled', () => {
  const asks = (written: Written): unknown => compile(documentsOf(written)).asks;
  const one = { spec: { resources: { limits: { cpu: 2 } } } };
  const same = { spec: {}, overrides: { resources: { limits: { cpu: '2' } } } };
  expect(asks(one)).toEqual(asks(same));
  expect(asks({ network: true })).toEqual(asks({}));
  expect(asks({ version: '1.4.3' })).not.toEqual(asks({}));
  expect(asks({ labels: { department: 'x' } })).not.toEqual(asks({}));
  expect(JSON.stringify(asks({}))).not.toContain('c'.repeat(40));
});

test('another region of the environment that was not chosen is not asked for', () => {
  const asks = (regions: string[]): unknown =>
    compile(documentsOf({ regions, spec: { regions: ['us-east1'] } })).asks;
  expect(asks(['us-east1'])).toEqual(asks(['europe-west1', 'us-east1']));
});

test('the release, its owners and where to look are handed on', () => {
  const compiled = compile(documentsOf());
  expect(compiled).toMatchObject({
    target: 'production/checkout',
    strategy: 'expedited',
    owners: ['@alice'],
    release: { version: '1.4.2', image: 'registry.acme.dev/acme/checkout', digest },
    scope: {
      environment: 'production',
      runtime: { project: 'acme-runway-production', regions: ['us-east1', 'europe-west1'] },
      images: 'us-docker.pkg.dev/acme-runway-production',
      identity: null,
      vault: null,
      workload: 'checkout',
    },
  });
});

test('a release that is not completed has no resources and says what is missing', () => {
  const { resources, errors } = compile(documentsOf({ digest: null }));
  expect(resources).toEqual([]);
  expect(errors.map(({ summary }) => summary)).toEqual(['The release 1.4.2 has no digest yet.']);
});

test('documents that are not there are errors, each with its path', () => {
  const { errors } = compile(targetDocuments(() => null, 'production/checkout'));
  expect(errors.map(({ at }) => at.path)).toEqual([
    'inventory/checkout.yml',
    'environments/production/environment.yml',
    'environments/production/checkout.yml',
  ]);
});

test('compiling twice gives the same', () => {
  expect(compile(documentsOf())).toEqual(compile(documentsOf()));
});
