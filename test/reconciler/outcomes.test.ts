// Every field of a manifest has its effect, or is warned about, or is refused: none is dropped in silence.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { compile } from '../../src/reconciler/compile.ts';
import type { Compiled } from '../../src/reconciler/compile.ts';
import { documentsOf } from './documents.ts';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

type Class = 'effect' | 'warning' | 'error';

const schema = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../schemas/runway-v1/RunwayService.schema.json'),
    'utf8',
  ),
) as Schema & { readonly $defs: Readonly<Record<string, Schema>> };

/** A value unlike the default for each field, and the class that it must fall into. */
const fields: Readonly<Record<string, readonly [value: unknown, expected: Class]>> = {
  'metadata.name': ['checkout', 'effect'],
  'metadata.owner': ['payments', 'effect'],
  'metadata.owner_email_handle': ['alice', 'effect'],
  'metadata.department': ['eng', 'effect'],
  'metadata.department_group': ['eng-payments', 'effect'],
  'metadata.product_category': ['payments', 'effect'],
  'spec.image': ['$CI_REGISTRY_IMAGE/x:1', 'warning'],
  'spec.container_port': [9000, 'effect'],
  'spec.regions': [['europe-west1'], 'effect'],
  'spec.request_timeout': [60, 'effect'],
  'spec.resources.limits.cpu': ['2', 'effect'],
  'spec.resources.limits.memory': ['1Gi', 'effect'],
  'spec.resources.startup_cpu_boost': [true, 'effect'],
  'spec.scalability.min_instances': [1, 'effect'],
  'spec.scalability.max_instances': [7, 'effect'],
  'spec.scalability.max_instance_request_concurrency': [40, 'effect'],
  'spec.startup_probe.path': ['/ready', 'effect'],
  'spec.startup_probe.initial_delay_seconds': [5, 'effect'],
  'spec.startup_probe.timeout_seconds': [5, 'effect'],
  'spec.startup_probe.period_seconds': [20, 'effect'],
  'spec.startup_probe.failure_threshold': [24, 'effect'],
  'spec.liveness_probe.path': ['/healthz', 'effect'],
  'spec.liveness_probe.initial_delay_seconds': [5, 'error'],
  'spec.liveness_probe.timeout_seconds': [5, 'error'],
  'spec.liveness_probe.period_seconds': [20, 'error'],
  'spec.liveness_probe.failure_threshold': [5, 'error'],
  'spec.load_balancing.external_load_balancer.enabled': [false, 'effect'],
  'spec.load_balancing.external_load_balancer.backend_protocol': ['HTTP2', 'effect'],
  'spec.load_balancing.internal_load_balancer.enabled': [true, 'effect'],
  'spec.load_balancing.internal_load_balancer.backend_protocol': ['HTTP2', 'warning'],
  'spec.network_policies.cloudflare': [true, 'effect'],
  // The environment here has no Vault.
  'spec.secrets': [['API_KEY'], 'error'],
  'spec.vpc_access.enabled': [true, 'warning'],
  'spec.vpc_access.egress': ['ALL_TRAFFIC', 'warning'],
  'spec.observability.scrape_targets': [['localhost:8082'], 'warning'],
  'spec.observability.metrics_path': ['/m', 'warning'],
  'spec.deployment.strategy': ['legacy', 'warning'],
  'spec.deployment.rollout_traffic_percentages': [[5, 100], 'warning'],
  'spec.execution_environment': ['EXECUTION_ENVIRONMENT_GEN2', 'effect'],
  'spec.request_based_billing': [false, 'effect'],
  'spec.environment': [{ LOG_LEVEL: 'info' }, 'effect'],
};

/** How to read the document, not what it asks for. */
const envelope = ['apiVersion', 'kind'];

function leaves(node: Schema, path: string): string[] {
  const name = node.$ref?.split('/').at(-1) ?? '';
  const { properties } = node.$ref === undefined ? node : (schema.$defs[name] ?? {});
  if (properties === undefined) return [path];
  return Object.entries(properties).flatMap(([key, member]) =>
    leaves(member, path === '' ? key : `${path}.${key}`),
  );
}

function nested([key = '', ...rest]: readonly string[], value: unknown): object {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}

function compiledWith(path: string, value: unknown): Compiled {
  return compile(documentsOf(nested(path.split('.'), value)));
}

/** An effect may come with a warning; an error leaves nothing to compare. */
function classOf(path: string, value: unknown): Class | 'dropped' {
  const plain = compile(documentsOf());
  const { resources, warnings, errors } = compiledWith(path, value);
  if (errors.length > 0) return 'error';
  if (JSON.stringify(resources) !== JSON.stringify(plain.resources)) return 'effect';
  return warnings.length > 0 ? 'warning' : 'dropped';
}

test('every field of the schema has a case here', () => {
  const known = leaves(schema, '').filter((path) => !envelope.includes(path));
  expect(known.sort()).toEqual(Object.keys(fields).sort());
});

test.each(Object.entries(fields))('%s is not dropped in silence', (path, [value, expected]) => {
  expect(classOf(path, value)).toBe(expected);
});

test('the expedited strategy is what happens, so nothing is said about it', () => {
  const { warnings, errors } = compiledWith('spec.deployment.strategy', 'expedited');
  expect([...warnings, ...errors]).toEqual([]);
});

test('a dry run is refused: carrying it out would deploy', () => {
  const { errors } = compiledWith('spec.deployment.strategy', 'dryrun');
  expect(errors.map(({ summary }) => summary)).toEqual([expect.stringContaining('`dryrun`')]);
});

test.each(['PORT', 'K_SERVICE'])('the variable %s, which Cloud Run sets, is refused', (name) => {
  const { errors } = compiledWith('spec.environment', { [name]: 'x' });
  expect(errors).toHaveLength(1);
  expect(errors[0]?.summary).toContain(name);
});

test('two load balancers cannot speak two protocols with one container', () => {
  const balancing = {
    external_load_balancer: { enabled: true, backend_protocol: 'HTTPS' },
    internal_load_balancer: { enabled: true, backend_protocol: 'HTTP2' },
  };
  expect(compiledWith('spec.load_balancing', balancing).errors).toHaveLength(1);
});

test('a region that the environment does not allow is refused', () => {
  expect(compiledWith('spec.regions', ['asia-east1']).errors).toHaveLength(1);
});

test("a label that would take the place of Runway's own is refused where it was written", () => {
  const { errors } = compile(documentsOf({ labels: { 'managed-by': 'hand' } }));
  expect(errors.map(({ at }) => at.path)).toEqual(['inventory/checkout.yml']);
  expect(errors[0]?.summary).toContain('`managed-by`');
});

test('a variable of Runway in a manifest is warned about', () => {
  const { warnings } = compiledWith('spec.environment', { RUNWAY_REGION: 'x' });
  expect(warnings.map(({ summary }) => summary)).toEqual([
    expect.stringContaining('`RUNWAY_REGION`'),
  ]);
});

test('a remark points to where the value was written, be it the manifest or an override', () => {
  const written = { spec: { observability: { metrics_path: '/m' } } };
  const observability = { metrics_path: '/n' };
  const documents = documentsOf({ ...written, overrides: { observability } });
  const [inManifest] = compile(documentsOf(written)).warnings;
  const [inOverride] = compile(documents).warnings;
  const text = documents.deployment?.text.split('\n') ?? [];
  const path = 'environments/production/checkout.yml';
  expect(inManifest?.at.path).toBe(path);
  expect(text[(inManifest?.at.line ?? 0) - 1]).toContain('"/m"');
  expect(text[(inOverride?.at.line ?? 0) - 1]).toContain('"/n"');
});

test('a manifest as they are in use is accepted', () => {
  const spec = {
    image: '$CI_REGISTRY_IMAGE/model-gateway:${CI_COMMIT_SHORT_SHA}',
    regions: ['us-east1', 'europe-west1'],
    request_timeout: 60,
    resources: { startup_cpu_boost: true, limits: { cpu: '2000m', memory: '8G' } },
    scalability: {
      min_instances: 9,
      max_instances: 200,
      max_instance_request_concurrency: 40,
    },
    startup_probe: {
      path: '/monitoring/ready',
      initial_delay_seconds: 20,
      timeout_seconds: 10,
      period_seconds: 17,
      failure_threshold: 24,
    },
    liveness_probe: { path: '/monitoring/healthz', timeout_seconds: 5 },
    load_balancing: { external_load_balancer: { backend_protocol: 'HTTPS' } },
    network_policies: { cloudflare: true },
    observability: { scrape_targets: ['localhost:8082'] },
    deployment: { strategy: 'expedited' },
    vpc_access: { enabled: true, egress: 'ALL_TRAFFIC' },
  };
  const { errors, warnings, resources } = compile(documentsOf({ spec, network: true }));
  expect(errors).toEqual([]);
  expect(resources).toHaveLength(7);
  expect(warnings.map(({ summary }) => summary.split('`')[1] ?? '')).toEqual([
    'image',
    'observability.scrape_targets',
    '',
  ]);
});
