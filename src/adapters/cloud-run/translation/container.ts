// The container that takes the requests, in Runway's words.

import type { SecretReference, Template } from '../../../resources/kinds.ts';
import { collectLeftovers, collectMembers } from './leftovers.ts';
import { probe, STARTUP_PROBE } from './probe.ts';
import { cpu, memory } from '../../../resources/quantity.ts';
import { byText } from '../../../resources/text-order.ts';
import type { WireContainer } from './wire.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'name',
  'image',
  'env',
  'resources',
  'ports',
  'startupProbe',
  'livenessProbe',
  'buildInfo',
]);

/** What Cloud Run fills in where nothing is asked for; its reference of Container. */
const DEFAULT_PORT = 8080;
const DEFAULT_CPU = '1';
const DEFAULT_MEMORY = '512Mi';

type OfContainer = Omit<
  Template,
  | 'concurrency'
  | 'timeoutSeconds'
  | 'serviceAccount'
  | 'executionEnvironment'
  | 'network'
  | 'unmanaged'
>;

export function mainContainer(
  main: WireContainer,
  workload: string,
  unmanaged: Record<string, string>,
): OfContainer {
  collectMembers(main, KNOWN, unmanaged);
  const name = main.name ?? '';
  if (name !== '' && name !== `${workload}-1`) unmanaged['name'] = name;
  const [first, ...morePorts] = main.ports ?? [];
  collectLeftovers(morePorts, 'ports', unmanaged);
  const port = first?.containerPort || DEFAULT_PORT;
  const { cpu: cpuLimit, memory: memoryLimit, ...moreLimits } = main.resources?.limits ?? {};
  collectLeftovers(moreLimits, 'resources.limits', unmanaged);
  return {
    image: main.image ?? '',
    port,
    protocol: first?.name === 'h2c' ? 'h2c' : 'http1',
    ...variables(main, unmanaged),
    cpu: cpu(cpuLimit ?? DEFAULT_CPU),
    memory: memory(memoryLimit ?? DEFAULT_MEMORY),
    startupCpuBoost: main.resources?.startupCpuBoost ?? false,
    cpuAlwaysAllocated: main.resources ? !main.resources.cpuIdle : false,
    startupProbe:
      probe(main.startupProbe, { path: 'startupProbe', port, unmanaged }) ?? STARTUP_PROBE,
    livenessProbe: probe(main.livenessProbe, { path: 'livenessProbe', port, unmanaged }),
  };
}

function variables(
  main: WireContainer,
  unmanaged: Record<string, string>,
): Pick<Template, 'environment' | 'secrets'> {
  const plain: [string, string][] = [];
  const secrets: [string, SecretReference][] = [];
  for (const { name, value, valueSource } of main.env ?? []) {
    const reference = valueSource?.secretKeyRef;
    if (reference?.secret && reference.version) {
      secrets.push([name ?? '', { secret: reference.secret, version: reference.version }]);
    } else if (valueSource) collectLeftovers(valueSource, `environment.${name ?? ''}`, unmanaged);
    else plain.push([name ?? '', value ?? '']);
  }
  return { environment: inOrder(plain), secrets: inOrder(secrets) };
}

function inOrder<T>(entries: [string, T][]): Record<string, T> {
  return Object.fromEntries(entries.sort(([a], [b]) => byText(a, b)));
}
