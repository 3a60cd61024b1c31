// Desired state in the API's words. Everything is spelled out: nothing is left to the server's defaults.

import type { EndpointSpec, Network, Scaling, Template } from '../../../resources/kinds.ts';
import { wireProbe } from './probe.ts';
import type { WireContainer, WireRevisionTemplate, WireScaling, WireVpcAccess } from './wire.ts';

/** The template of a revision called `revision`. What Runway does not set is not set. */
export function wireTemplate(template: Template, revision: string | null): WireRevisionTemplate {
  return {
    ...(revision === null ? {} : { revision }),
    containers: [wireContainer(template)],
    ...(template.serviceAccount === null ? {} : { serviceAccount: template.serviceAccount }),
    maxInstanceRequestConcurrency: template.concurrency,
    timeout: { seconds: template.timeoutSeconds },
    executionEnvironment: EXECUTION[template.executionEnvironment],
    ...(template.network === null ? {} : { vpcAccess: wireNetwork(template.network) }),
  };
}

export function wireScaling({ minInstances, maxInstances }: Scaling): WireScaling {
  return {
    minInstanceCount: minInstances,
    maxInstanceCount: maxInstances,
    scalingMode: 'AUTOMATIC',
  };
}

export function wireEndpoint({ ingress, invokerCheck }: EndpointSpec): {
  ingress: (typeof INGRESS)[EndpointSpec['ingress']];
  invokerIamDisabled: boolean;
} {
  return { ingress: INGRESS[ingress], invokerIamDisabled: !invokerCheck };
}

/** Where every service begins, and where a parked one ends. */
export const CLOSED: EndpointSpec = { ingress: 'internal', invokerCheck: true };

const INGRESS = {
  all: 'INGRESS_TRAFFIC_ALL',
  internal: 'INGRESS_TRAFFIC_INTERNAL_ONLY',
  'internal-and-load-balancer': 'INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER',
} as const;

const EXECUTION = {
  default: 'EXECUTION_ENVIRONMENT_UNSPECIFIED',
  gen1: 'EXECUTION_ENVIRONMENT_GEN1',
  gen2: 'EXECUTION_ENVIRONMENT_GEN2',
} as const;

function wireContainer(template: Template): WireContainer {
  return {
    image: template.image,
    ports: [{ name: template.protocol, containerPort: template.port }],
    env: [
      ...Object.entries(template.environment).map(([name, value]) => ({ name, value })),
      ...Object.entries(template.secrets).map(([name, { secret, version }]) => ({
        name,
        valueSource: { secretKeyRef: { secret, version } },
      })),
    ],
    resources: {
      limits: { cpu: template.cpu, memory: template.memory },
      // Named the other way round: idle CPU is CPU that is taken away between requests.
      cpuIdle: !template.cpuAlwaysAllocated,
      startupCpuBoost: template.startupCpuBoost,
    },
    startupProbe: wireProbe(template.startupProbe),
    ...(template.livenessProbe === null
      ? {}
      : { livenessProbe: wireProbe(template.livenessProbe) }),
  };
}

function wireNetwork({ network, subnetwork, egress }: Network): WireVpcAccess {
  return {
    egress: egress === 'all-traffic' ? 'ALL_TRAFFIC' : 'PRIVATE_RANGES_ONLY',
    networkInterfaces: [{ network, subnetwork }],
  };
}
