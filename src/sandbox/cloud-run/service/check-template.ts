// What the vendor refuses in a revision template (defaults already filled in).
// Source: the limits in Google's documentation for CPU, memory, concurrency, request timeout and probes.

import type { Container, Probe, Template } from '../messages.ts';
import { cpus, memoryBytes } from './quantity.ts';
import { invalid } from '../api/refusal.ts';

const RESERVED = ['PORT', 'K_SERVICE', 'K_REVISION', 'K_CONFIGURATION'];
const MI = 2 ** 20;

/** Least and most memory by CPUs, in MiB, for the first generation environment. */
const MEMORY: readonly (readonly [cpu: number, least: number, most: number])[] = [
  [0.5, 128, 512],
  [0.999, 128, 1024],
  [1, 128, 4096],
  [2, 128, 8192],
  [4, 2048, 16384],
  [6, 4096, 24576],
  [8, 4096, 32768],
];

export function checkTemplate(template: Template, id: string): void {
  checkName(template.revision ?? '', id);
  const containers = template.containers ?? [];
  if (containers.length === 0)
    throw invalid('template.containers', 'At least one container is required.');
  if (containers.filter((container) => container.ports?.length).length !== 1) {
    throw invalid('template.containers', 'Exactly one container must have a port.');
  }
  for (const [index, container] of containers.entries()) {
    checkContainer(container, `template.containers[${index}]`, template);
  }
  const concurrency = template.maxInstanceRequestConcurrency ?? 0;
  within('template.max_instance_request_concurrency', concurrency, [1, 1000]);
  within('template.timeout', Number(template.timeout?.seconds ?? 0), [1, 3600]);
  checkScaling(template);
}

function checkName(name: string, id: string): void {
  if (name === '') return;
  if (!name.startsWith(`${id}-`)) {
    throw invalid(
      'template.revision',
      `Revision name must be prefixed by the name of the enclosing Service with a trailing -. Expected prefix '${id}-', but got '${name}'.`,
    );
  }
  if (name.length > 63 || !/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    throw invalid(
      'template.revision',
      `Invalid revision name '${name}'. It must use only lower-case letters, digits and hyphens, start with a letter, not end with a hyphen, and have at most 63 characters.`,
    );
  }
}

function checkContainer(container: Container, path: string, template: Template): void {
  checkImage(container.image ?? '', `${path}.image`);
  checkPorts(container, path);
  checkEnvironment(container, `${path}.env`);
  checkResources(container, path, template);
  if (container.startupProbe) checkProbe(container.startupProbe, `${path}.startup_probe`, 240);
  if (container.livenessProbe) checkProbe(container.livenessProbe, `${path}.liveness_probe`, 3600);
}

function checkImage(image: string, path: string): void {
  if (image === '') throw invalid(path, 'Container image is required.');
  if (!/^[a-z0-9][\w.:/-]*(@sha256:[0-9a-f]{64})?$/i.test(image)) {
    throw invalid(
      path,
      `Expected an image path like [host/]repo-path[:tag and/or @digest], but obtained '${image}'.`,
    );
  }
}

function checkPorts(container: Container, path: string): void {
  const port = container.ports?.[0];
  if (!port) return;
  if ((container.ports?.length ?? 0) > 1)
    throw invalid(`${path}.ports`, 'Only one port is supported.');
  within(`${path}.ports[0].container_port`, port.containerPort ?? 0, [1, 65535]);
  if (port.name !== 'http1' && port.name !== 'h2c') {
    throw invalid(
      `${path}.ports[0].name`,
      `Port name must be 'http1' or 'h2c', but was '${port.name ?? ''}'.`,
    );
  }
}

function checkEnvironment(container: Container, path: string): void {
  const names = (container.env ?? []).map(({ name }) => name ?? '');
  const reserved = names.filter((name) => RESERVED.includes(name));
  if (reserved.length > 0) {
    throw invalid(
      path,
      `The following reserved env names were provided: ${reserved.join(', ')}. These values are automatically set by the system.`,
    );
  }
  if (names.includes('')) throw invalid(path, 'The name of an environment variable is required.');
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0)
    throw invalid(path, `Duplicate environment variable name: ${twice.join(', ')}.`);
}

function checkResources(container: Container, path: string, template: Template): void {
  const limits = container.resources?.limits ?? {};
  const cpu = cpus(limits.cpu ?? '');
  const at = `${path}.resources.limits.cpu`;
  if (cpu === null || !(cpu >= 0.08 && (cpu <= 1 || [2, 4, 6, 8].includes(cpu)))) {
    throw invalid(
      at,
      `Invalid value specified for cpu. The supported values are 1, 2, 4, 6, 8, and between 0.08 and 1, but was '${limits.cpu ?? ''}'.`,
    );
  }
  if (cpu < 1 && (template.maxInstanceRequestConcurrency ?? 0) > 1) {
    throw invalid(
      at,
      'Invalid value specified for cpu. Total cpu < 1 is not supported with concurrency > 1.',
    );
  }
  if (cpu < 1 && container.resources?.cpuIdle !== true) {
    throw invalid(
      at,
      'Invalid value specified for cpu. Total cpu < 1 is not supported with cpu always allocated.',
    );
  }
  checkMemory(limits.memory ?? '', { cpu, path: `${path}.resources.limits.memory`, template });
}

interface MemoryRules {
  readonly cpu: number;
  readonly path: string;
  readonly template: Template;
}

function checkMemory(memory: string, { cpu, path, template }: MemoryRules): void {
  const bytes = memoryBytes(memory);
  const row = MEMORY.find(([upTo]) => cpu <= upTo) ?? MEMORY.at(-1);
  if (row === undefined) return;
  const second = template.executionEnvironment === 'EXECUTION_ENVIRONMENT_GEN2';
  const least = second ? Math.max(row[1], 512) : row[1];
  if (bytes !== null && bytes >= least * MI && bytes <= row[2] * MI) return;
  const name = second ? 'memory with gen2 execution environment' : 'memory';
  throw invalid(
    path,
    `Invalid value specified for ${name}. For ${cpu % 1 === 0 ? cpu.toFixed(1) : cpu} CPU, memory must be between ${size(least)} and ${size(row[2])} inclusive.\nFor more troubleshooting guidance, see https://cloud.google.com/run/docs/configuring/memory-limits`,
  );
}

function size(mi: number): string {
  return mi % 1024 === 0 ? `${mi / 1024}Gi` : `${mi}Mi`;
}

function checkProbe(probe: Probe, path: string, longest: number): void {
  const period = probe.periodSeconds ?? 0;
  within(`${path}.initial_delay_seconds`, probe.initialDelaySeconds ?? 0, [0, longest]);
  within(`${path}.period_seconds`, period, [1, longest]);
  within(`${path}.timeout_seconds`, probe.timeoutSeconds ?? 0, [1, longest]);
  within(`${path}.failure_threshold`, probe.failureThreshold ?? 0, [1, 1000]);
  if ((probe.timeoutSeconds ?? 0) > period) {
    throw invalid(`${path}.timeout_seconds`, 'must be less than or equal to period_seconds.');
  }
}

function checkScaling(template: Template): void {
  const { minInstanceCount, maxInstanceCount } = template.scaling ?? {};
  if ((minInstanceCount ?? 0) < 0)
    throw invalid('template.scaling.min_instance_count', 'must not be negative.');
  if ((minInstanceCount ?? 0) > (maxInstanceCount ?? 100)) {
    throw invalid(
      'template.scaling',
      'min_instance_count must be less than or equal to max_instance_count.',
    );
  }
}

function within(path: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(path, `must be between ${least} and ${most} inclusive, but was ${value}.`);
}
