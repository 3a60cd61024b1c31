// What takes effect where nobody wrote anything, in the manifest's own words.

import type { Compiled } from '../../reconciler/compile.ts';
import type { Probe } from '../../resources/kinds.ts';

export interface Default {
  /** Below the manifest's `spec`. */
  readonly pointer: string;
  readonly value: unknown;
}

/** As the first region has it: defaults are the same in all. */
export function defaultsIn({ resources }: Compiled): readonly Default[] {
  const service = resources.find((resource) => resource.kind === 'Service');
  if (service === undefined) return [];
  const { template, scaling } = service.spec;
  const regions = resources.flatMap(({ kind, region }) =>
    kind === 'Service' ? (region ?? []) : [],
  );
  return [
    { pointer: '/container_port', value: template.port },
    { pointer: '/regions', value: regions },
    { pointer: '/request_timeout', value: template.timeoutSeconds },
    { pointer: '/resources/limits/cpu', value: template.cpu },
    { pointer: '/resources/limits/memory', value: template.memory },
    { pointer: '/resources/startup_cpu_boost', value: template.startupCpuBoost },
    { pointer: '/scalability/min_instances', value: scaling.minInstances },
    { pointer: '/scalability/max_instances', value: scaling.maxInstances },
    { pointer: '/scalability/max_instance_request_concurrency', value: template.concurrency },
    { pointer: '/request_based_billing', value: !template.cpuAlwaysAllocated },
    ...probe('/startup_probe', template.startupProbe),
  ];
}

function probe(pointer: string, settings: Probe): readonly Default[] {
  return [
    { pointer: `${pointer}/initial_delay_seconds`, value: settings.initialDelaySeconds },
    { pointer: `${pointer}/timeout_seconds`, value: settings.timeoutSeconds },
    { pointer: `${pointer}/period_seconds`, value: settings.periodSeconds },
    { pointer: `${pointer}/failure_threshold`, value: settings.failureThreshold },
  ];
}
