// Desired resources in one line each; a test names only what it is about.

import { addressOf, targetOf } from '../../src/resources/address.ts';
import type { EndpointSpec, ServiceSpec, Template } from '../../src/resources/kinds.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { templateHash } from '../../src/resources/revision.ts';

export interface Place {
  readonly environment: string;
  readonly workload: string;
  readonly region: string;
}

export const place: Place = {
  environment: 'production',
  workload: 'checkout',
  region: 'us-east1',
};

export function template(changes: Partial<Template> = {}): Template {
  return {
    image: `us-docker.pkg.dev/acme-runway-production/checkout@sha256:${'a'.repeat(64)}`,
    port: 8080,
    protocol: 'http1',
    environment: { RUNWAY_SERVICE_ID: 'checkout', RUNWAY_VERSION: '1.4.2' },
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
    ...changes,
  };
}

export function service(
  changes: Partial<ServiceSpec> = {},
  at: Place = place,
): Resource<'Service'> {
  const target = targetOf(at.environment, at.workload);
  return {
    kind: 'Service',
    address: addressOf(target, 'Service', at.region),
    target,
    region: at.region,
    spec: {
      template: template(),
      scaling: { minInstances: 0, maxInstances: 100 },
      labels: { department: 'payments' },
      unmanaged: {},
      ...changes,
    },
  };
}

/** All requests to one template. */
export function traffic(to: Template = template(), at: Place = place): Resource<'Traffic'> {
  const target = targetOf(at.environment, at.workload);
  return {
    kind: 'Traffic',
    address: addressOf(target, 'Traffic', at.region),
    target,
    region: at.region,
    spec: { shares: [{ template: templateHash(to), percent: 100 }] },
  };
}

export function endpoint(
  changes: Partial<EndpointSpec> = {},
  at: Place = place,
): Resource<'Endpoint'> {
  const target = targetOf(at.environment, at.workload);
  return {
    kind: 'Endpoint',
    address: addressOf(target, 'Endpoint', at.region),
    target,
    region: at.region,
    spec: { ingress: 'all', invokerCheck: false, ...changes },
  };
}
