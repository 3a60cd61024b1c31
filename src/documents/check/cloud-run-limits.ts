// What Cloud Run would refuse, said before anything is sent. Figures: Cloud Run's pages on CPU and memory limits.

import type { Diagnostic, Place } from '../document.ts';
import type { EffectiveService } from '../service-form.ts';
import { bytesOf, milliCpu } from '../../resources/quantity.ts';

interface Rule {
  readonly at: string;
  readonly broken: boolean;
  readonly summary: string;
  readonly hint: string;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** More memory than `above` needs at least `milliCpu`. */
const CPU_FOR_MEMORY = [
  { above: 24 * GIB, needs: 8000 },
  { above: 16 * GIB, needs: 6000 },
  { above: 8 * GIB, needs: 4000 },
  { above: 4 * GIB, needs: 2000 },
  { above: 1 * GIB, needs: 1000 },
  { above: 512 * MIB, needs: 500 },
];

const MEMORY_FOR_CPU: Readonly<Record<number, number>> = {
  4000: 2 * GIB,
  6000: 4 * GIB,
  8000: 4 * GIB,
};

/** `place` answers for pointers below the manifest's `spec`. */
export function cloudRunProblems(
  service: EffectiveService,
  place: (pointer: string) => Place,
): readonly Diagnostic[] {
  const { cpu = '1000m', memory = '512Mi' } = service.resources?.limits ?? {};
  const size = { cpu, memory, milli: milliCpu(cpu), bytes: Number(bytesOf(memory) ?? Number.NaN) };
  const rules = [
    ...cpuRules(size),
    ...memoryRules(size, service),
    ...(size.milli < 1000 ? fractionRules(cpu, service) : []),
    ...instanceRules(service),
    ...probeRules('startup_probe', service),
    ...probeRules('liveness_probe', service),
  ];
  return rules
    .filter(({ broken }) => broken)
    .map(({ at, summary, hint }) => ({ severity: 'error', summary, hint, at: place(at) }));
}

interface Size {
  readonly cpu: string;
  readonly memory: string;
  readonly milli: number;
  readonly bytes: number;
}

function cpuRules({ cpu, milli }: Size): readonly Rule[] {
  const whole = [1000, 2000, 4000, 6000, 8000].includes(milli);
  const fraction = milli >= 80 && milli < 1000 && Number.isInteger(milli);
  return [
    {
      at: '/resources/limits/cpu',
      broken: !whole && !fraction,
      summary: `Cloud Run has no instances with \`${cpu}\` CPU.`,
      hint: 'Write 1, 2, 4, 6 or 8, or for less than one CPU `80m` to `999m`.',
    },
  ];
}

function memoryRules(
  { cpu, memory, milli, bytes }: Size,
  service: EffectiveService,
): readonly Rule[] {
  const at = '/resources/limits/memory';
  const least = service.execution_environment === 'EXECUTION_ENVIRONMENT_GEN2' ? 512 : 128;
  const needed = CPU_FOR_MEMORY.find(({ above }) => bytes > above)?.needs ?? 0;
  const memoryNeeded = MEMORY_FOR_CPU[milli] ?? 0;
  const inRange = bytes >= least * MIB && bytes <= 32 * GIB;
  return [
    {
      at,
      broken: bytes > 32 * GIB,
      summary: `\`${memory}\` is more memory than Cloud Run allows.`,
      hint: 'Write at most `32Gi`.',
    },
    {
      at,
      broken: bytes < least * MIB,
      summary: `\`${memory}\` is less memory than Cloud Run allows${least === 512 ? ' in the second generation' : ''}.`,
      hint: `Write at least \`${least}Mi\`.`,
    },
    {
      at,
      broken: inRange && milli < needed,
      summary: `\`${memory}\` of memory needs at least ${cpus(needed)}, and there is \`${cpu}\`.`,
      hint: `Write \`cpu: ${needed >= 1000 ? needed / 1000 : `${needed}m`}\`, or less memory.`,
    },
    {
      at,
      broken: inRange && bytes < memoryNeeded,
      summary: `${cpus(milli)} need at least \`${memoryNeeded / GIB}Gi\` of memory, and there is \`${memory}\`.`,
      hint: `Write \`memory: ${memoryNeeded / GIB}Gi\`, or less CPU.`,
    },
  ];
}

function fractionRules(cpu: string, service: EffectiveService): readonly Rule[] {
  const concurrency = service.scalability?.max_instance_request_concurrency;
  return [
    {
      at: '/scalability/max_instance_request_concurrency',
      broken: concurrency !== undefined && concurrency !== 1,
      summary: `With less than one CPU (\`${cpu}\`) an instance takes one request at a time, not ${concurrency}.`,
      hint: 'Write `max_instance_request_concurrency: 1`, or at least one CPU.',
    },
    {
      at: '/request_based_billing',
      broken: service.request_based_billing === false,
      summary: `With less than one CPU (\`${cpu}\`) the CPU is on during requests only.`,
      hint: 'Remove `request_based_billing: false`, or give it at least one CPU.',
    },
    {
      at: '/execution_environment',
      broken: service.execution_environment === 'EXECUTION_ENVIRONMENT_GEN2',
      summary: `The second generation needs at least one CPU, and there is \`${cpu}\`.`,
      hint: 'Remove `execution_environment`, or give it at least one CPU.',
    },
  ];
}

function instanceRules({ scalability }: EffectiveService): readonly Rule[] {
  const { min_instances: least = 0, max_instances: most = 100 } = scalability ?? {};
  const at = scalability?.min_instances === undefined ? 'max_instances' : 'min_instances';
  return [
    {
      at: `/scalability/${at}`,
      broken: least > most,
      summary: `\`min_instances\` is ${least}, more than \`max_instances\`, which is ${most}.`,
      hint: `Write at most ${most} for \`min_instances\`, or a larger \`max_instances\`.`,
    },
  ];
}

function probeRules(
  name: 'startup_probe' | 'liveness_probe',
  service: EffectiveService,
): readonly Rule[] {
  const { timeout_seconds: timeout = 1, period_seconds: period = 10 } = service[name] ?? {};
  const at = service[name]?.timeout_seconds === undefined ? 'period_seconds' : 'timeout_seconds';
  return [
    {
      at: `/${name}/${at}`,
      broken: timeout > period,
      summary: `\`${name}.timeout_seconds\` is ${timeout}, longer than its period of ${period} seconds.`,
      hint: `Write at most \`timeout_seconds: ${period}\`, or a longer \`period_seconds\`.`,
    },
    {
      at: `/${name}/period_seconds`,
      broken: name === 'startup_probe' && period > 240,
      summary: `\`startup_probe.period_seconds\` is ${period}, more than Cloud Run allows.`,
      hint: 'Write at most 240, and a larger `failure_threshold` for a slow start.',
    },
  ];
}

function cpus(milli: number): string {
  if (milli < 1000) return `\`${milli}m\` CPU`;
  return milli === 1000 ? '1 CPU' : `${milli / 1000} CPUs`;
}
