// The documents of a generated repository, as a platform team and its bot would have written them.

import {
  type EnvironmentName,
  type GeneratedRelease,
  type WorkloadNames,
  pick,
  releaseOf,
  workloadNames,
} from './names.ts';

const PROMOTES_FROM: Readonly<Record<EnvironmentName, EnvironmentName | null>> = {
  dev: null,
  staging: 'dev',
  production: 'staging',
};

export function environmentFile(name: EnvironmentName): string {
  const from = PROMOTES_FROM[name];
  const regions = name === 'production' ? 'us-east1, europe-west1' : 'us-east1';
  return lines(
    'apiVersion: runway/v1',
    'kind: Environment',
    `metadata: { name: ${name} }`,
    'spec:',
    ...(from === null ? [] : [`  promotesFrom: ${from}`]),
    '  runtime:',
    '    kind: cloud-run',
    `    project: acme-runway-${name}`,
    `    regions: [${regions}]`,
    `  images: us-docker.pkg.dev/acme-runway-${name}`,
    ...(from === null ? [] : ['  promotion: { soak: 30m }']),
    '  rollout: { strategy: expedited }',
    '  removal: { grace: 7d }',
  );
}

export function inventoryFile(index: number): string {
  const { name, project, owner, department } = workloadNames(index);
  return lines(
    'apiVersion: runway/v1',
    'kind: Workload',
    `metadata: { name: ${name} }`,
    'spec:',
    `  project: ${project}`,
    `  owners: ['@${owner}']`,
    '  environments: [dev, staging, production]',
    `  labels: { department: ${department} }`,
  );
}

/** The manifest as it lies in the service project: the same at every version, in every environment. */
export function manifestFile(index: number): string {
  const { name, owner, department } = workloadNames(index);
  return lines(
    'apiVersion: runway/v1',
    'kind: RunwayService',
    'metadata:',
    `  name: ${name}`,
    `  owner_email_handle: ${owner}`,
    `  department: ${department}`,
    'spec:',
    '  container_port: 8080',
    `  request_timeout: ${pick([30, 60, 120], index)}`,
    '  resources:',
    '    limits:',
    `      cpu: ${pick(['1000m', '2000m'], index)}`,
    `      memory: ${pick(['256Mi', '512Mi', '1Gi'], index)}`,
    '    startup_cpu_boost: true',
    '  scalability:',
    `    max_instances: ${pick([5, 10, 20], index)}`,
    `    max_instance_request_concurrency: ${pick([40, 80], index)}`,
    '  startup_probe:',
    '    path: /healthz',
    '    period_seconds: 5',
    '    failure_threshold: 24',
    '  liveness_probe:',
    '    path: /alive',
    '  environment:',
    '    LOG_LEVEL: info',
    `    QUEUE: ${name}-events`,
    `    POOL_SIZE: "${pick([4, 8, 16], index)}"`,
    '    OTEL_EXPORTER_OTLP_ENDPOINT: http://localhost:4318',
  );
}

/** `step` chooses the version of `releaseOf`. */
export function deploymentFile(index: number, environment: EnvironmentName, step: number): string {
  const names = workloadNames(index);
  return lines(
    'apiVersion: runway/v1',
    'kind: Deployment',
    `metadata: { name: ${names.name} }`,
    '',
    ...releaseLines(names, releaseOf(names.name, step)),
    '  manifest:',
    ...indented(manifestFile(index)),
    ...overrides(index, environment),
  );
}

function releaseLines({ image }: WorkloadNames, release: GeneratedRelease): readonly string[] {
  return [
    'release:',
    `  version: ${release.version}`,
    `  image: ${image}`,
    `  digest: ${release.digest}`,
    `  commit: ${release.commit}`,
  ];
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
}

function overrides(index: number, environment: EnvironmentName): readonly string[] {
  if (environment === 'dev') return [];
  const regions = environment === 'production' ? ['  regions: [us-east1, europe-west1]'] : [];
  return [
    '',
    'overrides:',
    ...regions,
    '  scalability:',
    `    min_instances: ${environment === 'production' ? 2 : 1}`,
    `    max_instances: ${pick([20, 40], index)}`,
    '  environment:',
    `    LOG_LEVEL: ${environment === 'production' ? 'warn' : 'debug'}`,
  ];
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
