// What is compiled comes back the same from Cloud Run's words, so that a clean apply plans empty.

import { expect, test } from '@jest/globals';
import { templateOfRevision } from '../../src/adapters/cloud-run/translation/normal-form.ts';
import { wireTemplate } from '../../src/adapters/cloud-run/translation/to-wire.ts';
import { compile } from '../../src/reconciler/compile.ts';
import { revisionName, templateHash } from '../../src/resources/revision.ts';
import { documentsOf } from './documents.ts';

const manifests: readonly (readonly [name: string, spec: object])[] = [
  ['nothing said', {}],
  ['amounts in other spellings', { resources: { limits: { cpu: 2, memory: '1.5Gi' } } }],
  ['decimal memory', { resources: { limits: { cpu: '2', memory: '8000M' } } }],
  ['bytes', { resources: { limits: { memory: 536_870_913 } } }],
  ['a part of a CPU', { resources: { limits: { cpu: 0.5 } } }],
  [
    'probes',
    {
      startup_probe: { path: '/ready', period_seconds: 17, failure_threshold: 24 },
      liveness_probe: { path: '/healthz', timeout_seconds: 5 },
    },
  ],
  ['a startup probe by port', { startup_probe: { period_seconds: 5 } }],
  ['gRPC', { load_balancing: { external_load_balancer: { backend_protocol: 'grpc' } } }],
  ['the network', { vpc_access: { enabled: true, egress: 'ALL_TRAFFIC' } }],
  [
    'the rest',
    {
      container_port: 9000,
      request_timeout: 60,
      request_based_billing: false,
      execution_environment: 'EXECUTION_ENVIRONMENT_GEN2',
      resources: { startup_cpu_boost: true },
      scalability: { max_instance_request_concurrency: 7 },
      environment: { ZETA: 'z', ALPHA: '', QUOTED: '"1.10"', NUMBER: 1.5 },
    },
  ],
];

test.each(manifests)('%s', (_name, spec) => {
  const { resources, errors } = compile(documentsOf({ spec, network: true }));
  const service = resources.find(({ kind }) => kind === 'Service');
  if (service?.kind !== 'Service') throw new Error(JSON.stringify(errors));
  const { template } = service.spec;
  const revision = revisionName('checkout', templateHash(template), 1);
  const back = templateOfRevision({ ...wireTemplate(template, null), name: revision }, 'checkout');
  expect(back).toEqual(template);
  expect(templateHash(back)).toBe(templateHash(template));
});
