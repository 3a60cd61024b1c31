import { expect, test } from '@jest/globals';
import { effectiveService } from '../../src/documents/effective-service.ts';
import { targetDocuments } from '../../src/documents/target-documents.ts';
import { deployment, environment, repository, told, workload } from './files.ts';

function effective({ spec = '{}', overrides = '' }): ReturnType<typeof effectiveService> {
  const { get } = repository({
    'inventory/checkout.yml': workload('checkout'),
    'environments/dev/environment.yml': environment('dev'),
    'environments/dev/checkout.yml': deployment('checkout', { spec, overrides }),
  });
  return effectiveService(targetDocuments(get, 'dev/checkout'));
}

test('overrides are laid over the manifest: lists replace, null takes away', () => {
  const { service, diagnostics } = effective({
    spec: '{ regions: [us-east1, europe-west1], scalability: { min_instances: 1, max_instances: 9 }, startup_probe: { path: /healthz } }',
    overrides: `overrides:
  regions: [europe-west1]
  scalability: { min_instances: 2 }
  startup_probe: null
  environment: { LOG_LEVEL: info }
`,
  });
  expect(diagnostics).toEqual([]);
  expect(service).toEqual({
    regions: ['europe-west1'],
    scalability: { min_instances: 2, max_instances: 9 },
    environment: { LOG_LEVEL: 'info' },
  });
});

test('values come out in one form, whatever they were written as', () => {
  const { service } = effective({
    spec: '{ image: "a:b", resources: { limits: { cpu: 2, memory: 8G }, startup_cpu_boost: true }, environment: { A: 1, B: true, C: "" } }',
  });
  expect(service).toEqual({
    resources: { limits: { cpu: '2', memory: '8G' }, startup_cpu_boost: true },
    environment: { A: '1', B: 'true', C: '' },
  });
});

test('every value knows who wrote it, and where', () => {
  const { origins } = effective({
    spec: '{ container_port: 80, scalability: { min_instances: 1, max_instances: 9 } }',
    overrides: 'overrides:\n  scalability:\n    min_instances: 2\n',
  });
  const path = 'environments/dev/checkout.yml';
  expect(Object.fromEntries(origins())).toEqual({
    '/container_port': { from: 'manifest', place: { path, line: 9, column: 83 } },
    '/scalability/min_instances': { from: 'override', place: { path, line: 12, column: 20 } },
    '/scalability/max_instances': { from: 'manifest', place: { path, line: 9, column: 135 } },
  });
});

test('without a manifest there is nothing that runs', () => {
  const { get } = repository({
    'environments/dev/checkout.yml': deployment('checkout').replace(/ {2}manifest.*\n/, ''),
  });
  expect(effectiveService(targetDocuments(get, 'dev/checkout')).service).toBeNull();
  expect(effectiveService(targetDocuments(get, 'dev/other')).service).toBeNull();
});

const IMPOSSIBLE: readonly (readonly [string, string])[] = [
  [
    'resources: { limits: { cpu: 3 } }',
    'Cloud Run has no instances with `3` CPU.\n    Write 1, 2, 4, 6 or 8, or for less than one CPU `80m` to `999m`.',
  ],
  [
    'resources: { limits: { cpu: 1500m } }',
    'Cloud Run has no instances with `1500m` CPU.\n    Write 1, 2, 4, 6 or 8, or for less than one CPU `80m` to `999m`.',
  ],
  [
    'resources: { limits: { memory: 64Gi } }',
    '`64Gi` is more memory than Cloud Run allows.\n    Write at most `32Gi`.',
  ],
  [
    'resources: { limits: { memory: 64Mi } }',
    '`64Mi` is less memory than Cloud Run allows.\n    Write at least `128Mi`.',
  ],
  [
    'execution_environment: EXECUTION_ENVIRONMENT_GEN2\n  resources: { limits: { memory: 256Mi } }',
    '`256Mi` is less memory than Cloud Run allows in the second generation.\n    Write at least `512Mi`.',
  ],
  [
    'resources: { limits: { memory: 8Gi } }',
    '`8Gi` of memory needs at least 2 CPUs, and there is `1000m`.\n    Write `cpu: 2`, or less memory.',
  ],
  [
    'resources: { limits: { cpu: 4, memory: 1Gi } }',
    '4 CPUs need at least `2Gi` of memory, and there is `1Gi`.\n    Write `memory: 2Gi`, or less CPU.',
  ],
  [
    'resources: { limits: { cpu: 250m, memory: 1Gi } }',
    '`1Gi` of memory needs at least `500m` CPU, and there is `250m`.\n    Write `cpu: 500m`, or less memory.',
  ],
  [
    'resources: { limits: { cpu: 500m } }\n  scalability: { max_instance_request_concurrency: 80 }',
    'With less than one CPU (`500m`) an instance takes one request at a time, not 80.\n    Write `max_instance_request_concurrency: 1`, or at least one CPU.',
  ],
  [
    'resources: { limits: { cpu: 500m } }\n  request_based_billing: false',
    'With less than one CPU (`500m`) the CPU is on during requests only.\n    Remove `request_based_billing: false`, or give it at least one CPU.',
  ],
  [
    'scalability: { min_instances: 3, max_instances: 2 }',
    '`min_instances` is 3, more than `max_instances`, which is 2.\n    Write at most 2 for `min_instances`, or a larger `max_instances`.',
  ],
  [
    'startup_probe: { timeout_seconds: 11 }',
    '`startup_probe.timeout_seconds` is 11, longer than its period of 10 seconds.\n    Write at most `timeout_seconds: 10`, or a longer `period_seconds`.',
  ],
];

test.each(IMPOSSIBLE)(
  'what Cloud Run refuses is said before it is asked: %s',
  (fields, message) => {
    const { diagnostics } = effective({ overrides: `overrides:\n  ${fields}\n` });
    const [first = ''] = told(diagnostics);
    expect(first).toMatch(/^environments\/dev\/checkout\.yml:1[12]:\d+ {2}error {2}/);
    expect(first.split('  error  ')[1]).toBe(message);
  },
);

test.each([
  '{ cpu: 2, memory: 8G }',
  '{ cpu: 4000m, memory: 16Gi }',
  '{ cpu: 8, memory: 32Gi }',
  '{ cpu: 80m, memory: 512Mi }',
  '{ cpu: 0.5, memory: 1Gi }',
])('sizes that Cloud Run has are accepted: %s', (limits) => {
  const { diagnostics } = effective({ spec: `{ resources: { limits: ${limits} } }` });
  expect(told(diagnostics)).toEqual([]);
});
