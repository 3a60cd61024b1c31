// What a revision holds, with every default filled in, so that nothing left unsaid can look like a difference.

import type { EffectiveService } from '../documents/service-form.ts';
import type { Environment } from '../documents/generated/documents.ts';
import type { Network, Scaling, Template } from '../resources/kinds.ts';
import { protocolOf } from './endpoint.ts';
import { livenessProbe, startupProbe } from './probes.ts';
import { memory, milliCpu } from '../resources/quantity.ts';
import { byText } from '../resources/text-order.ts';

export interface Place {
  readonly environment: Environment;
  readonly workload: string;
  readonly region: string;
  readonly version: string;
  /** With digest. */
  readonly image: string;
  readonly secrets: Template['secrets'];
  readonly serviceAccount: Template['serviceAccount'];
}

/** GitLab Runway's defaults, and Cloud Run's own where it has none. */
const DEFAULTS = {
  port: 8080,
  cpu: '1000m',
  memory: '512Mi',
  timeoutSeconds: 300,
  concurrency: 80,
  minInstances: 0,
  maxInstances: 100,
} as const;

export function templateOf(service: EffectiveService, place: Place): Template {
  const { limits, startup_cpu_boost: boost } = service.resources ?? {};
  const millis = milliCpu(limits?.cpu ?? DEFAULTS.cpu);
  return {
    image: place.image,
    port: service.container_port ?? DEFAULTS.port,
    protocol: protocolOf(service),
    environment: variablesOf(service, place),
    secrets: place.secrets,
    serviceAccount: place.serviceAccount,
    cpu: `${millis}m`,
    memory: memory(limits?.memory ?? DEFAULTS.memory),
    startupCpuBoost: boost ?? false,
    cpuAlwaysAllocated: service.request_based_billing === false,
    concurrency: concurrencyOf(service, millis),
    timeoutSeconds: service.request_timeout ?? DEFAULTS.timeoutSeconds,
    executionEnvironment: executionEnvironmentOf(service),
    startupProbe: startupProbe(service.startup_probe),
    livenessProbe: livenessProbe(service.liveness_probe),
    network: networkOf(service, place.environment),
    unmanaged: {},
  };
}

export function scalingOf({ scalability }: EffectiveService): Scaling {
  return {
    minInstances: scalability?.min_instances ?? DEFAULTS.minInstances,
    maxInstances: scalability?.max_instances ?? DEFAULTS.maxInstances,
  };
}

/** What Runway tells every container; a variable of the same name in the manifest has no effect. */
function ownVariables(place: Place): Readonly<Record<string, string>> {
  return {
    RUNWAY_ENVIRONMENT: place.environment.metadata.name,
    RUNWAY_REGION: place.region,
    RUNWAY_SERVICE_ID: place.workload,
    RUNWAY_VERSION: place.version,
  };
}

function variablesOf(service: EffectiveService, place: Place): Readonly<Record<string, string>> {
  const all = { ...service.environment, ...ownVariables(place) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => byText(a, b)));
}

/** Below one CPU an instance takes one request at a time; Cloud Run refuses more. */
function concurrencyOf({ scalability }: EffectiveService, millis: number): number {
  const unsaid = millis < 1000 ? 1 : DEFAULTS.concurrency;
  return scalability?.max_instance_request_concurrency ?? unsaid;
}

function executionEnvironmentOf({
  execution_environment: asked,
}: EffectiveService): Template['executionEnvironment'] {
  if (asked === undefined) return 'default';
  return asked === 'EXECUTION_ENVIRONMENT_GEN1' ? 'gen1' : 'gen2';
}

function networkOf(
  { vpc_access: access }: EffectiveService,
  environment: Environment,
): Network | null {
  const { network } = environment.spec.runtime;
  if (access?.enabled !== true || network === undefined) return null;
  const egress = access.egress === 'ALL_TRAFFIC' ? 'all-traffic' : 'private-ranges-only';
  return { ...network, egress };
}
