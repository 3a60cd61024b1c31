import { expect, test } from '@jest/globals';
import { renderManifest } from '../../src/documents/render-manifest.ts';
import { told } from './files.ts';

function render(text: string): ReturnType<typeof renderManifest> {
  return renderManifest({
    files: [{ path: '.runway/runway.yml', text }],
    workload: 'ai-gateway',
    environment: 'staging',
    project: 'acme/ai-gateway',
    commit: 'c0ffee00'.repeat(5),
  });
}

/** Fields and values that were counted in manifests of many years, in the combinations of their time. */
const SEEN: readonly (readonly [string, string])[] = [
  [
    'the first form',
    `apiVersion: runway/v1.0.0-beta
kind: RunwayService
metadata:
  name: ai_gateway
  owner: ai_assisted
spec:
  image: "$CI_REGISTRY_IMAGE/model-gateway:\${CI_COMMIT_SHORT_SHA}"
  container_port: 8080
  startup_probe:
    path: "/monitoring/healthz"
  observability:
    scrape_targets:
      - "localhost:8082"
`,
  ],
  [
    'the largest form',
    `apiVersion: runway/v1
kind: RunwayService
metadata:
  name: duo-workflow-service
  owner_email_handle: somebody
  department: eng-dev
  department_group: eng-dev-create-shared-infra
  product_category: duo_workflow
spec:
  regions:
    - europe-west2
    - asia-northeast1
    - asia-northeast3
    - us-east1
    - us-east4
    - europe-west3
    - europe-west9
    - us-west2
  request_timeout: 3600
  resources:
    startup_cpu_boost: true
    limits:
      cpu: 2
      memory: 8G
  scalability:
    min_instances: 16
    max_instances: 200
    max_instance_request_concurrency: 45
  startup_probe:
    path: "/monitoring/ready"
    initial_delay_seconds: 20
    timeout_seconds: 10
    period_seconds: 17
    failure_threshold: 24
  liveness_probe:
    path: "/monitoring/healthz"
    timeout_seconds: 5
  load_balancing:
    external_load_balancer:
      backend_protocol: HTTP2
  network_policies:
    cloudflare: true
  vpc_access:
    enabled: true
    egress: ALL_TRAFFIC
  observability:
    scrape_targets:
      - localhost:8082
  deployment:
    strategy: expedited
  execution_environment: EXECUTION_ENVIRONMENT_GEN2
`,
  ],
  [
    'limits in the other spelling',
    `apiVersion: runway/v1
kind: RunwayService
metadata: { name: ai_gateway_custom, product_category: custom_models }
spec:
  request_timeout: 90
  resources: { limits: { cpu: 2000m, memory: 4G } }
  load_balancing: { external_load_balancer: { backend_protocol: HTTPS } }
`,
  ],
];

test.each(SEEN)('a manifest in use is accepted as it is: %s', (_, text) => {
  const { manifest, diagnostics } = render(text);
  expect(told(diagnostics)).toEqual([]);
  expect(manifest?.kind).toBe('RunwayService');
});

const VALUES: readonly (readonly [string, readonly (string | number | boolean)[]])[] = [
  ['resources: { limits: { cpu: $ } }', ['2000m', 2, 4, '1000m', 1, '"2"', 0.5]],
  ['resources: { limits: { memory: $ } }', ['8G', '4G', '2G', '512Mi', '1.5Gi', 536870912]],
  ['request_timeout: $', [60, 3600, 90]],
  ['scalability: { max_instance_request_concurrency: $ }', [40, 200, 50, 100, 20, 60, 30, 45]],
  ['scalability: { max_instances: $ }', [200, 8, 100, 64, 32, 4, 1, 16]],
  ['scalability: { min_instances: $ }', [0, 1, 4, 9, 16, 8, 3]],
  ['deployment: { strategy: $ }', ['legacy', 'regional_rollout', 'expedited', 'dryrun']],
  ['deployment: { rollout_traffic_percentages: $ }', ['[5, 25, 50, 75, 100]']],
  ['load_balancing: { internal_load_balancer: { enabled: $ } }', [true, false]],
  ['load_balancing: { external_load_balancer: { backend_protocol: $ } }', ['rest', 'grpc']],
  ['request_based_billing: $', [true, false]],
];

test.each(VALUES)('%s is accepted with every value seen', (field, values) => {
  for (const value of values) {
    const text = `apiVersion: runway/v1+dev\nkind: RunwayService\nspec:\n  ${field.replace('$', String(value))}\n`;
    expect(told(render(text).diagnostics)).toEqual([]);
  }
});
