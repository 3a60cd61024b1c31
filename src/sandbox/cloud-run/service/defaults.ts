// What the server fills in where a request is silent. Reading a service back shows all of it.
// Source: the field descriptions in google/cloud/run/v2 and what Terraform's resource marks as computed.

import type { Container, Probe, Service, Template } from '../messages.ts';
import { LATEST } from '../messages.ts';
import { cpus } from './quantity.ts';

export function withDefaults(service: Service, projectNumber: string): Service {
  return {
    ...service,
    ingress: given(service.ingress, 'INGRESS_TRAFFIC_ALL'),
    launchStage: given(service.launchStage, 'GA'),
    scaling: service.scaling ?? {},
    template: templateWithDefaults(service.template ?? {}, projectNumber),
    traffic: service.traffic?.length ? service.traffic : [{ type: LATEST, percent: 100 }],
  };
}

function templateWithDefaults(template: Template, projectNumber: string): Template {
  const containers = (template.containers ?? []).map((container, _, all) =>
    containerWithDefaults(container, all.length === 1),
  );
  const account = `${projectNumber}-compute@developer.gserviceaccount.com`;
  return {
    ...template,
    scaling: {
      ...template.scaling,
      maxInstanceCount: template.scaling?.maxInstanceCount || 100,
    },
    timeout: template.timeout?.seconds ? template.timeout : { seconds: '300' },
    serviceAccount: template.serviceAccount || account,
    maxInstanceRequestConcurrency:
      template.maxInstanceRequestConcurrency || concurrency(containers),
    containers,
  };
}

/** One request at a time where there is less than one CPU. */
function concurrency(containers: readonly Container[]): number {
  const total = containers
    .map((container) => cpus(container.resources?.limits?.cpu ?? '') ?? 1)
    .reduce((sum, one) => sum + one, 0);
  return total < 1 ? 1 : 80;
}

function containerWithDefaults(container: Container, alone: boolean): Container {
  const serves = alone || (container.ports?.length ?? 0) > 0;
  const port = container.ports?.[0]?.containerPort || 8080;
  const filled: Container = {
    ...container,
    resources: resourcesWithDefaults(container.resources),
  };
  if (serves) {
    filled.ports = [{ name: container.ports?.[0]?.name || 'http1', containerPort: port }];
    filled.startupProbe = container.startupProbe
      ? probeWithDefaults(container.startupProbe, port)
      : { timeoutSeconds: 240, periodSeconds: 240, failureThreshold: 1, tcpSocket: { port } };
  }
  if (container.livenessProbe) {
    filled.livenessProbe = probeWithDefaults(container.livenessProbe, port);
  }
  return filled;
}

/** CPU is idle between requests by default, but only while `resources` is left out as a whole. */
function resourcesWithDefaults(
  resources: Container['resources'],
): NonNullable<Container['resources']> {
  const limits = { cpu: '1000m', memory: '512Mi', ...resources?.limits };
  return resources ? { ...resources, limits } : { limits, cpuIdle: true, startupCpuBoost: true };
}

function probeWithDefaults(probe: Probe, port: number): Probe {
  const filled: Probe = {
    ...probe,
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    failureThreshold: probe.failureThreshold || 3,
  };
  if (probe.httpGet) {
    filled.httpGet = {
      ...probe.httpGet,
      path: probe.httpGet.path || '/',
      port: probe.httpGet.port || port,
    };
  } else if (probe.grpc) {
    filled.grpc = { ...probe.grpc, port: probe.grpc.port || port };
  } else {
    filled.tcpSocket = { port: probe.tcpSocket?.port || port };
  }
  return filled;
}

function given<T>(value: T | null | undefined, fallback: T): T {
  return value === undefined || value === null || String(value).endsWith('_UNSPECIFIED')
    ? fallback
    : value;
}
